import Evaluation
import Foundation
import Tensors
import Training

extension Run {
  /// Trains a model on a log and judges it on the log's test part; the folder has the run's files in the end, its report
  /// among them.
  ///
  ///     let run = try Run.train(RunSettings(.adl), on: log, in: "runs/first") { print($0.epoch, $0.validationAUC ?? 0) }
  ///
  /// - Parameters:
  ///   - path: of the run's folder, which is locked meanwhile.
  ///   - resuming: continues the run that is there from where it was stopped, if one is.
  ///   - cancellation: stops training in order when cancelled from another thread.
  ///   - report: whether to write report.html.
  ///   - finished: is handed each epoch after its validation.
  /// - Throws: `Interruption` if cancelled (the run can be resumed), `LogError`, `SettingsError`, `ModelError`,
  ///   `NonFiniteError`, `WriteError`.
  public static func train(
    _ settings: RunSettings, on data: PreparedData, in path: String, resuming: Bool = false,
    cancellation: Cancellation = Cancellation(), report: Bool = true,
    finished: @escaping @Sendable (HistoryRow) -> Void = { _ in }
  ) throws -> Run {
    let url = URL(fileURLWithPath: path)
    var location = try resuming ? RunLocation(resuming: url, models: settings.models) : RunLocation(new: url)
    defer { location.leave() }
    let context = RunContext(reporter: EpochReporter(finished: finished), cancellation: cancellation)
    return try train(settings, on: data, in: RunFolder(url), location.start, report: report, context)
  }
}

/// Hands each finished epoch to a function.
private struct EpochReporter: Reporter {
  let finished: @Sendable (HistoryRow) -> Void

  func observer(of training: TrainingTask) -> any TrainingObserver { Observer(finished) }

  private final class Observer: TrainingObserver {
    private let finished: @Sendable (HistoryRow) -> Void

    init(_ finished: @escaping @Sendable (HistoryRow) -> Void) { self.finished = finished }

    func trained(rows: Int, of total: Int, epoch: Int, loss: Double) {}
    func finished(_ epoch: HistoryRow, best: Bool) { finished(epoch) }
  }
}
