import ClickLog
import Evaluation
import Foundation
import ScenarioModels
import SimulatedLogs
import Tensors

/// One model trained on one log and judged on its test part: what `train` does, and `compare` for each model.
public struct TrainingRun {
  public let settings: RunSettings
  public let folder: RunFolder
  public let metrics: Metrics
  public let result: EvaluationResult
  /// Of the rows that the model was judged on.
  public let predictions: Predictions
  public let history: [HistoryRow]
  /// Some of those rows as the first perspective's router sees them; nil for a model that does not route.
  public let routedRows: RoutedRows?

  /// Rows on a report's map.
  private static let mappedRows = 1500

  /// Trains in the `unfinished` part of a folder where a run was begun or is resumed, and leaves everything there but
  /// the report; the caller adds that and calls `folder.finish()`.
  ///
  /// - Parameters:
  ///   - truth: of a simulated log, for the best possible AUC.
  ///   - observer: is told how training goes; nil for a display on the console.
  public init(
    _ settings: RunSettings, on log: PreparedLog, truth: PlantedTruth?, in folder: RunFolder,
    observer: (any TrainingObserver)? = nil, _ console: Console
  ) throws {
    guard log.labelled else { throw LogError("expected a log with labels", file: log.folder.relativePath) }
    guard log.part(.training).rows > 0 else {
      throw LogError("expected rows to train on; the split leaves none", file: log.folder.relativePath)
    }
    try settings.checkPrecision()
    self.settings = settings
    self.folder = folder
    let work = folder.unfinished
    let threads = coreCount(settings.threads)
    PeakMemory.reset()
    let workspace = Workspace(threads: threads, precision: settings.precision)
    let trainer = Trainer(settings, log: log, in: workspace)
    let (learner, outcome) = try trainer.train(
      in: work, observer: observer ?? TrainingDisplay(settings, console))

    let part = log.judgedPart
    if log.part(part).rows == 0 {
      console.log.warning("No row is in the validation or test part, so that nothing tells what this run is worth.")
    }
    do {
      predictions = try Scorer(learner, encoding: log.encoding).predictions(for: log.part(part), of: log)
    } catch let interruption as Interruption {
      try Checkpoint.save(learner, outcome.state, in: work)
      throw interruption
    }
    result = evaluate(predictions)
    history = outcome.history
    routedRows = try learner.routedRows(of: log.part(part).sample(Self.mappedRows), in: log, truth: truth)
    let changed = history.first { $0.epoch == outcome.bestEpoch }?.clustersChanged
    let clusters = learner.clusterMetrics(result, changed: changed)
    metrics = Metrics(
      result, model: settings.model.name, part: "\(part)", clusters: clusters,
      parameters: learner.parameterCounts, flopsPerSample: learner.flopsPerSample,
      training: Metrics.Training(
        samplesPerSecond: outcome.samplesPerSecond, seconds: outcome.history.last?.seconds ?? 0,
        epochs: outcome.history.count, bestEpoch: outcome.bestEpoch, peakMemoryBytes: PeakMemory.bytes),
      bestPossibleAUC: try truth?.bestPossibleAUC(log.part(part)), seed: UInt64(settings.seed), threads: threads,
      version: adlVersion)
    try AtomicFile.write(HistoryRow.csv(history), to: work.history)
    try AtomicFile.write(try metrics.json(), to: work.metrics)
    if let pruned = metrics.prunedText { console.log.info("\(pruned)") }
    for warning in clusters.compactMap(\.warning) { console.log.warning("\(warning)") }
  }
}

extension PreparedLog {
  /// The part that a finished model is judged on: without a test part (all rows wanted for training), the validation
  /// part has to do.
  var judgedPart: PartName { part(.test).rows > 0 ? .test : .validation }
}

extension PlantedTruth {
  /// The AUC of the true probabilities on these rows: no model can be expected to do better.
  func bestPossibleAUC(_ part: LogPart) throws -> Double? {
    var scores: [Float] = []
    var labels: [Float] = []
    for batch in part.batches(size: Scorer.batchSize) {
      for (row, label) in zip(batch.rowNumbers, batch.labels).prefix(batch.rows) {
        guard probabilities.indices.contains(row) else { return nil }
        scores.append(Float(probabilities[row]))
        labels.append(label)
      }
    }
    return auc(scores: scores, labels: labels)
  }
}
