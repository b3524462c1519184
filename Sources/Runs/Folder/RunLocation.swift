import ClickLog
import Foundation
import Training

/// Where `train` works, and that nobody else does meanwhile: the folder of `--out` or `--resume`, or a new one.
struct TrainingPlace {
  /// Nil until it is known what a new one is called.
  private(set) var folder: RunFolder?
  /// What `--resume` found there.
  let begun: BegunRun?
  private var lock: FolderLock?

  /// What `--resume` goes on with: an unfinished run, or one that is finished already.
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

  /// Throws `LogError` if something else is in the folder, `UsageError` if an unfinished run would be lost, `WriteError` if
  /// another process works there.
  init(out: String?, resume: String?) throws {
    guard let path = resume ?? out else {
      begun = nil
      return
    }
    let chosen = RunFolder(URL(fileURLWithPath: path))
    try chosen.check()
    let lock = try chosen.lock()
    try chosen.recover(holding: lock)
    (folder, self.lock) = (chosen, lock)
    begun = resume == nil ? nil : try BegunRun(chosen)
    if resume == nil, chosen.unfinished.hasCheckpoint {
      throw UsageError(
        "an unfinished run is in \(path): --resume \(path) goes on with it; or delete \(path)/unfinished")
    }
  }

  /// The folder; a new one if none was chosen.
  mutating func settle(in other: @autoclosure () -> RunFolder) throws -> RunFolder {
    if let folder { return folder }
    let new = other()
    lock = try new.lock()
    folder = new
    return new
  }

  /// Others may work there again.
  mutating func leave() { lock = nil }
}
