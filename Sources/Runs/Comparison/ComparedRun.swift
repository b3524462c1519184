import ClickLog
import Evaluation
import Foundation
import ScenarioModels
import Tensors
import Training

/// One model with one seed in a comparison: trained, resumed, or there from before.
struct ComparedRun {
  let settings: RunSettings
  let folder: RunFolder
  /// Whether it was trained before, so that only its test rows need to be scored again.
  let isFinished: Bool

  /// What is in a folder for a run of these settings, a finish that was cut off completed.
  ///
  /// - Throws: `LogError` if a run of other settings is in the way.
  static func find(_ settings: RunSettings, in folder: RunFolder) throws -> ComparedRun {
    try folder.check()
    try folder.recover()
    let run = ComparedRun(settings: settings, folder: folder, isFinished: folder.isFinished)
    guard folder.isFinished || folder.isResumable else { return run }
    var kept = try (folder.isFinished ? folder : folder.unfinished).readSettings(models: settings.models)
    kept.threads = settings.threads
    guard kept == settings else { throw run.inTheWay("a run of other settings is in the way") }
    return run
  }

  /// The run's metrics, and where it placed the rows that it was judged on.
  ///
  /// - Parameter task: how a reporter names the training.
  func result(
    on data: PreparedData, as task: TrainingTask, _ context: RunContext
  ) throws -> (metrics: Metrics, placements: Placements?) {
    if isFinished { return try scoredAgain(on: data.log, context.cancellation) }
    let run = try Run.train(
      settings, on: data, in: folder, folder.isResumable ? .resuming : .anew, as: task, context)
    return (run.metrics, Placements(run.predictions))
  }

  /// The metrics as they were written; the predictions once more from the saved model, which gives the same bits.
  private func scoredAgain(
    on log: PreparedLog, _ cancellation: Cancellation
  ) throws -> (metrics: Metrics, placements: Placements?) {
    let run = try TrainedRun(folder, threads: settings.threads, models: settings.models)
    guard run.encoding == log.encoding else { throw inTheWay("a run on another log or schema is in the way") }
    let metrics = try run.metrics()
    let predictions = try Scorer(run.model, cancellation: cancellation).predictions(
      for: log.part(log.judgedPart), of: log)
    guard predictions.labels.count == metrics.rows, Self.agree(ScoredRows(predictions).auc, metrics.auc) else {
      throw LogError(
        "the model here does not give the AUC in its metrics.json; delete that folder to train it again",
        file: folder.url.relativePath)
    }
    return (metrics, Placements(predictions))
  }

  private func inTheWay(_ problem: String) -> LogError {
    LogError(problem, file: folder.url.relativePath, remedy: .anotherFolder(orDelete: "that folder"))
  }

  /// Equal but for what another machine's matrix products may do.
  private static func agree(_ a: Double?, _ b: Double?) -> Bool {
    guard let a, let b else { return a == nil && b == nil }
    return abs(a - b) < 1e-4
  }
}
