import ClickLog
import Evaluation
import Files
import Foundation
import Logging
import SimulatedLogs
import Testing

@testable import Training

/// A planted log that trains in a moment, prepared once per test that asks for it.
struct SmallLog {
  let place: TemporaryFolder
  let source: DataSource
  let log: PreparedLog

  static let console = Console(log: Logger(label: "tests") { _ in SwiftLogNoOpLogHandler() })

  init(rows: Int = 4_000) throws {
    place = try TemporaryFolder()
    var planted = PlantedLog.Settings()
    planted.rows = rows
    planted.users = 300
    planted.items = 100
    source = try DataSource("planted", planted: planted, Self.console)
    log = try source.prepare(seed: 1)
  }

  /// Small towers and batches, so that there are many steps.
  static func settings(_ change: (inout RunSettings) -> Void = { _ in }) -> RunSettings {
    var settings = RunSettings()
    settings.hidden = [24, 12]
    settings.embeddingDimension = 4
    settings.batchSize = 128
    settings.clusters = 3
    settings.epochs = 2
    settings.patience = 5
    settings.threads = 2
    change(&settings)
    return settings
  }

  func folder(_ name: String) -> RunFolder { RunFolder(place.url.appendingPathComponent(name)) }

  @discardableResult
  func train(_ settings: RunSettings, in name: String, resuming: Bool = false) throws -> TrainingRun {
    if !resuming { try folder(name).begin(settings, log.encoding) }
    let run = try TrainingRun(settings, on: log, truth: source.truth(for: log), in: folder(name), Self.console)
    try folder(name).finish()
    return run
  }

  func modelBytes(_ name: String) throws -> Data { try Data(contentsOf: folder(name).model) }
}

/// Stops training after some steps: as a user's Ctrl-C would, or with another error.
final class StopAfter: TrainingObserver {
  /// As SIGKILL does: training has no chance to save.
  struct Killed: Error {}

  private var steps: Int
  private let error: any Error

  init(steps: Int, with error: any Error = Interruption()) { (self.steps, self.error) = (steps, error) }

  func trained(rows: Int, of total: Int, epoch: Int, loss: Double) throws {
    steps -= 1
    if steps == 0 { throw error }
  }

  func finished(_ epoch: HistoryRow, best: Bool) {}
}
