import ClickLog
import Evaluation
import Files
import Foundation
import ScenarioModels
import Training

/// `tuning.csv`, and beside it what its trials were made with: the settings they start from, and the encoding of the log.
struct TuningRecord {
  private let folder: TuningFolder
  private var start: RunFolder { RunFolder(folder.work) }

  init(_ folder: TuningFolder) { self.folder = folder }

  /// Keeps what trials are made with. Throws `LogError` if there are trials of something else.
  func check(_ settings: RunSettings, _ encoding: Encoding) throws {
    var settings = settings
    // Neither matters to a trial: it has its own model, and the same bits on any number of threads.
    settings.model = RunSettings().model
    settings.threads = RunSettings().threads
    if start.settings.exists {
      guard try start.readSettings(models: settings.models) == settings,
        try Encoding.load(from: start.vocabulary) == encoding
      else {
        throw LogError(
          "trials of other settings or of another log are in the way", file: folder.work.relativePath,
          remedy: .anotherFolder(orDelete: "that folder and tuning.csv"))
      }
      return
    }
    guard !folder.record.exists else {
      throw LogError(
        "nothing beside this file says what its trials were made with; delete it", file: folder.record.relativePath)
    }
    try encoding.save(to: start.vocabulary)
    try AtomicFile.write(settings.yaml(), to: start.settings)
  }

  func read() throws -> [TuningTrial] {
    guard folder.record.exists else { return [] }
    guard let text = try? String(contentsOf: folder.record, encoding: .utf8) else {
      throw LogError("expected a file that can be read", file: folder.record.relativePath)
    }
    do { return try TuningTrial.read(csv: text) } catch {
      throw LogError(error.problem, file: folder.record.relativePath, row: error.row > 0 ? error.row : nil)
    }
  }

  func write(_ trials: [TuningTrial]) throws {
    try AtomicFile.write(TuningTrial.csv(trials), to: folder.record)
  }
}
