import ClickLog
import Evaluation
import Foundation
import ScenarioModels

/// `tuning.csv`, and beside it what its trials were made with: the settings they start from, and the encoding of the log.
struct TuningRecord {
  private let folder: ComparisonFolder
  private var start: RunFolder { RunFolder(folder.tuningWork) }

  init(_ folder: ComparisonFolder) { self.folder = folder }

  /// Keeps what trials are made with. Throws `LogError` if there are trials of something else.
  func check(_ settings: RunSettings, _ encoding: Encoding) throws {
    var settings = settings
    // Neither matters to a trial: it has its own model, and the same bits on any number of threads.
    settings.model = RunSettings().model
    settings.threads = RunSettings().threads
    if FileManager.default.fileExists(atPath: start.settings.path) {
      guard try TrainedRun.settings(in: start) == settings, try Encoding.load(from: start.vocabulary) == encoding
      else {
        throw LogError(
          "trials of other settings or of another log are in the way; take another --out, or delete that folder and "
            + "tuning.csv", file: folder.tuningWork.relativePath)
      }
      return
    }
    guard !FileManager.default.fileExists(atPath: folder.tuning.path) else {
      throw LogError(
        "nothing beside this file says what its trials were made with; delete it", file: folder.tuning.relativePath)
    }
    try encoding.save(to: start.vocabulary)
    try AtomicFile.write(settings.yaml(), to: start.settings)
  }

  func read() throws -> [TuningTrial] {
    guard FileManager.default.fileExists(atPath: folder.tuning.path) else { return [] }
    guard let text = try? String(contentsOf: folder.tuning, encoding: .utf8) else {
      throw LogError("expected a file that can be read", file: folder.tuning.relativePath)
    }
    do { return try TuningTrial.read(csv: text) } catch {
      throw LogError(error.problem, file: folder.tuning.relativePath, row: error.row > 0 ? error.row : nil)
    }
  }

  func write(_ trials: [TuningTrial]) throws {
    try AtomicFile.write(TuningTrial.csv(trials), to: folder.tuning)
  }
}
