import ClickLog
import Evaluation
import Foundation
import Synchronization
import Tensors
import Testing
import Training

@testable import Runs

/// Two trainings in one process have a cancellation each.
@Suite struct CancellationTests {
  /// Cancels its own training after some steps.
  private final class CancelsAfter: TrainingObserver {
    private var steps: Int
    private let cancellation: Cancellation

    init(steps: Int, _ cancellation: Cancellation) { (self.steps, self.cancellation) = (steps, cancellation) }

    func trained(rows: Int, of total: Int, epoch: Int, loss: Double) {
      steps -= 1
      if steps == 0 { cancellation.cancel() }
    }

    func finished(_ epoch: HistoryRow, best: Bool) {}
  }

  private struct CancellingReporter: Reporter {
    let steps: Int
    let cancellation: Cancellation
    func observer(of training: TrainingTask) -> any TrainingObserver { CancelsAfter(steps: steps, cancellation) }
  }

  @Test func oneOfTwoTrainingsIsCancelled() throws {
    let (mine, other) = (try SmallLog(rows: 2_500), try SmallLog(rows: 3_500))
    let settings = SmallLog.settings {
      $0.dropout = 0.1
      $0.epochs = 3
    }
    let alone = try mine.train(settings, in: "alone")
    let undisturbed = try other.train(settings, in: "undisturbed")

    let cancellation = Cancellation()
    let outcomes = Mutex<[Int: Result<Run, any Error>]>([:])
    DispatchQueue.concurrentPerform(iterations: 2) { index in
      let outcome = Result {
        index == 0
          ? try mine.train(settings, in: "beside")
          : try other.train(
            settings, in: "cancelled", .anew,
            RunContext(reporter: CancellingReporter(steps: 30, cancellation: cancellation), cancellation: cancellation))
      }
      outcomes.withLock { $0[index] = outcome }
    }
    let (beside, cancelled) = outcomes.withLock { ($0[0], $0[1]) }
    #expect(try beside?.get().predictions.probabilities == alone.predictions.probabilities)
    #expect(try mine.modelBytes("beside") == mine.modelBytes("alone"))
    #expect(throws: Interruption.self) { try cancelled?.get() }
    #expect(other.folder("cancelled").isResumable && !other.folder("cancelled").isFinished)

    let resumed = try other.train(settings, in: "cancelled", .resuming)
    #expect(resumed.predictions.probabilities == undisturbed.predictions.probabilities)
    #expect(try other.modelBytes("cancelled") == other.modelBytes("undisturbed"))
    #expect(resumed.history.map(\.trainingLoss) == undisturbed.history.map(\.trainingLoss))
  }

  /// Whatever takes long stops at once when it was cancelled before it began.
  @Test func everythingLongLooksForIt() throws {
    let log = try SmallLog(rows: 2_000)
    try log.train(SmallLog.settings { $0.epochs = 1 }, in: "run")
    let run = try TrainedRun(log.folder("run"))
    let cancellation = Cancellation()
    cancellation.cancel()
    let context = RunContext(cancellation: cancellation)
    #expect(throws: Interruption.self) { try DataSource.open("planted", context) }
    #expect(throws: Interruption.self) {
      try DataSource.open(log.place.url.appendingPathComponent("planted").path, context).prepare(seed: 1)
    }
    #expect(throws: Interruption.self) { try log.train(SmallLog.settings(), in: "other", .anew, context) }
    #expect(throws: Interruption.self) {
      try run.evaluate(log.log.part(.test), "test", of: log.data, cancellation: cancellation)
    }
    #expect(throws: Interruption.self) {
      try PredictionFile.write(
        log.log.all, of: run.model, to: log.place.url.appendingPathComponent("p.csv"), cancellation: cancellation)
    }
    #expect(throws: Interruption.self) {
      try run.model.routedRows(of: log.log.all, in: log.data, cancellation: cancellation)
    }
    #expect(!FileManager.default.fileExists(atPath: log.place.url.appendingPathComponent("p.csv").path))
  }
}
