import ClickLog
import Foundation
import ScenarioModels
import Training

/// What a resumed training continues: an unfinished run, or one that is finished already.
public struct BegunRun: Sendable {
  public let folder: RunFolder
  public let isFinished: Bool
  public let settings: RunSettings

  /// Where its files are.
  public var files: RunFolder { isFinished ? folder : folder.unfinished }

  /// Nil if nothing was begun there.
  init?(_ folder: RunFolder, models: [ModelKind]) throws {
    guard folder.isResumable || folder.isFinished else { return nil }
    self.folder = folder
    isFinished = !folder.isResumable
    settings = try (isFinished ? folder : folder.unfinished).readSettings(models: models)
  }

  /// Throws unless these settings give this run's model: those that change it must be as they were, the silent ones may
  /// differ.
  public func check(_ asked: RunSettings) throws(LogError) {
    guard asked.withSilent(of: settings) != settings else { return }
    guard isFinished else {
      throw LogError(
        "a resumed run keeps its own settings", file: files.settings.relativePath, remedy: .keepSettings)
    }
    throw LogError(
      "no unfinished run is there, and the finished one has other settings", file: folder.url.relativePath,
      remedy: .newRun)
  }
}
