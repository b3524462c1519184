import ClickLog
import Evaluation
import Foundation
import Runs
import Tensors
import Training

/// Copies of the fixtures that may be damaged, and ways to open each as a user would.
struct FixtureCopies {
  let fixtures: Fixtures
  let scratch: URL

  init(_ fixtures: Fixtures, _ scratch: URL) throws {
    self.fixtures = fixtures
    self.scratch = scratch
    for (source, name) in [
      (fixtures.run, "run"), (fixtures.unfinished, "begun"), (fixtures.store, "s.store"), (fixtures.log, "log"),
      (fixtures.aliCCP, "ali-ccp"),
    ] { try Folders.copy(source, to: scratch.appendingPathComponent(name)) }
  }

  func path(_ name: String) -> URL { scratch.appendingPathComponent(name) }

  /// Opens the run, and predicts with it.
  func openRun(predicting: Bool) throws {
    let run = try TrainedRun(RunFolder(path("run")), threads: 1)
    _ = try run.metrics()
    guard predicting else { return }
    let log = try PreparedLog.open(fixtures.store, as: run.encoding)
    _ = try PredictionFile.write(log.all, of: run.model, to: path("predictions.csv"))
  }

  /// Resumes from the checkpoint, for one step.
  func openCheckpoint() throws {
    let folder = RunFolder(path("begun")).unfinished
    let settings = try folder.readSettings()
    let log = try PreparedLog.open(fixtures.store)
    try folder.check(isOf: log.encoding)
    do {
      _ = try Trainer(settings, log: log, in: Workspace(threads: 1)).train(
        in: folder.trainingFiles, observer: OneStep())
    } catch is Stopped {}
  }

  /// Opens the store, and reads every row.
  func openStore(_ url: URL? = nil) throws { try Self.read(try PreparedLog.open(url ?? path("s.store"))) }

  static func read(_ log: PreparedLog) throws {
    var sum = 0
    for batch in log.all.batches(size: 64) { sum &+= batch.rows + Int(batch.ids.last ?? 0) }
    for part in PartName.allCases { for batch in log.part(part).batches(size: 1000) { sum &+= batch.rows } }
    _ = log.part(.training).scenarioCounts()
  }

  /// Prepares a log and reads what comes of it.
  func prepare(_ data: URL, _ schema: Schema?) throws {
    let source = try schema.map { try LogSource(data: data, schema: $0) } ?? LogSource(data: data)
    let schema = try schema ?? Schema.infer(from: source).schema
    var preparer = try LogPreparer(source: source, schema: schema)
    preparer.options = PreparationOptions(threads: 1, memory: PreparationOptions.leastMemory)
    let target = path("prepared.store")
    defer { try? FileManager.default.removeItem(at: target) }
    try Self.read(try preparer.prepare(into: target))
  }

  private struct Stopped: Error {}

  private final class OneStep: TrainingObserver {
    func trained(rows: Int, of total: Int, epoch: Int, loss: Double) throws { throw Stopped() }
    func finished(_ epoch: HistoryRow, best: Bool) {}
  }
}
