import Training

/// What `--resume` finds in a folder: an unfinished run, or one that is finished already.
struct BegunRun {
  let folder: RunFolder
  let isFinished: Bool
  let settings: RunSettings

  /// Where its files lie.
  var files: RunFolder { isFinished ? folder : folder.unfinished }

  /// Nil if nothing was begun there.
  init?(_ folder: RunFolder) throws {
    guard folder.canResume || folder.isFinished else { return nil }
    self.folder = folder
    isFinished = !folder.canResume
    settings = try TrainedRun.settings(in: isFinished ? folder : folder.unfinished)
  }
}
