import ClickLog
import Evaluation
import Files
import Foundation
import SimulatedLogs
import Tensors
import Testing
import Training

@testable import Runs

/// A planted log that trains in a moment, prepared once per test that asks for it.
struct SmallLog {
  let place: TemporaryFolder
  let data: PreparedData

  var log: PreparedLog { data.log }

  init(rows: Int = 4_000) throws {
    place = try TemporaryFolder()
    var planted = PlantedLog.Settings()
    planted.rows = rows
    planted.users = 300
    planted.items = 100
    let folder = place.url.appendingPathComponent("planted")
    _ = try PlantedLog(planted).write(to: folder)
    data = try DataSource.open(folder.path).prepare(seed: 1)
  }

  /// Small towers and batches, so that there are many steps.
  static func settings(_ change: (inout RunSettings) -> Void = { _ in }) -> RunSettings {
    var settings = RunSettings()
    settings.hidden = [24, 12]
    settings.embeddingDimension = 4
    settings.batchSize = 128
    settings.clusters = 3
    // Nothing is left open, so that a run's settings are these.
    (settings.ensemble, settings.multiEpoch, settings.statistics) = (1, false, true)
    settings.statisticsDeviation = 0.03
    settings.epochs = 2
    settings.patience = 5
    settings.monitor = .auc
    settings.threads = 2
    change(&settings)
    return settings
  }

  func folder(_ name: String) -> RunFolder { RunFolder(place.url.appendingPathComponent(name)) }

  @discardableResult
  func train(
    _ settings: RunSettings, in name: String, _ start: RunStart = .anew, _ context: RunContext = RunContext()
  ) throws -> Run {
    try Run.train(settings, on: data, in: folder(name), start, report: false, context)
  }

  /// Trains in the unfinished part of a folder until an observer throws.
  func train(
    _ settings: RunSettings, in folder: RunFolder, threads: Int = 2, until observer: any TrainingObserver
  ) throws {
    _ = try Trainer(settings, log: log, in: Workspace(threads: threads)).train(
      in: folder.unfinished.trainingFiles, observer: observer)
  }

  func modelBytes(_ name: String) throws -> Data { try Data(contentsOf: folder(name).model) }
}

/// Stops training after some steps: as a cancellation would, or with another error.
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

/// Keeps what is reported.
final class Reported: Reporter, @unchecked Sendable {
  private let lock = NSLock()
  private var kept: (stages: [String], remarks: [Remark], trainings: [String]) = ([], [], [])

  var stages: [String] { lock.withLock { kept.stages } }
  var remarks: [Remark] { lock.withLock { kept.remarks } }
  var trainings: [String] { lock.withLock { kept.trainings } }

  func begin(_ stage: String, done: Int) { lock.withLock { kept.stages.append(stage) } }
  func remark(_ remark: Remark) { lock.withLock { kept.remarks.append(remark) } }
  func observer(of training: TrainingTask) -> any TrainingObserver {
    lock.withLock { kept.trainings.append(training.title) }
    return SilentObserver()
  }
}
