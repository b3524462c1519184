import ClickLog
import Evaluation
import Foundation
import ScenarioModels
import SimulatedLogs

/// One model with one seed in a comparison: trained, gone on with, or there from before.
struct ComparedRun {
  let settings: RunSettings
  let folder: RunFolder
  /// Whether it was trained before, so that only its test rows need to be scored again.
  let isFinished: Bool

  /// Throws `LogError` if a run of other settings is in the way.
  init(_ settings: RunSettings, in folder: RunFolder) throws {
    try folder.check()
    try folder.recover()
    self.settings = settings
    self.folder = folder
    isFinished = folder.isFinished
    guard isFinished || folder.canResume else { return }
    var kept = try TrainedRun.settings(in: isFinished ? folder : folder.unfinished)
    kept.threads = settings.threads
    guard kept == settings else {
      throw LogError(
        "a run of other settings is in the way; take another --out, or delete that folder",
        file: folder.url.relativePath)
    }
  }

  /// The run's metrics, and where it placed the rows that it was judged on.
  ///
  /// - Parameter page: the run's report as HTML.
  func result(
    on log: PreparedLog, truth: PlantedTruth?, observer: any TrainingObserver, _ console: Console,
    page: (TrainingRun) throws -> String
  ) throws -> (metrics: Metrics, placements: Placements?) {
    if isFinished { return try scoredAgain(on: log) }
    if folder.canResume { try folder.resume(log.encoding) } else { try folder.begin(settings, log.encoding) }
    let run = try TrainingRun(settings, on: log, truth: truth, in: folder, observer: observer, console)
    try folder.unfinished.write(report: page(run))
    try folder.finish()
    return (run.metrics, Placements(run.predictions))
  }

  /// The metrics as they were written; the predictions once more from the saved model, which gives the same bits.
  private func scoredAgain(on log: PreparedLog) throws -> (metrics: Metrics, placements: Placements?) {
    let run = try TrainedRun(folder, threads: settings.threads)
    guard run.encoding == log.encoding else {
      throw LogError(
        "a run on another log or schema is in the way; take another --out, or delete that folder",
        file: folder.url.relativePath)
    }
    let metrics = try run.metrics()
    let predictions = try Scorer(run.learner, encoding: run.encoding).predictions(
      for: log.part(log.judgedPart), of: log)
    let placements = Placements(predictions)
    guard predictions.labels.count == metrics.rows, Self.agree(placements?.auc, metrics.auc) else {
      throw LogError(
        "the model here does not give the AUC in its metrics.json; delete that folder to train it again",
        file: folder.url.relativePath)
    }
    return (metrics, placements)
  }

  /// Equal but for what another machine's matrix products may do.
  private static func agree(_ a: Double?, _ b: Double?) -> Bool {
    guard let a, let b else { return a == nil && b == nil }
    return abs(a - b) < 1e-4
  }
}

extension Placements {
  init?(_ predictions: Predictions) { self.init(scores: predictions.probabilities, labels: predictions.labels) }
}
