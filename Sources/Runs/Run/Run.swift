import ClickLog
import Evaluation
import Files
import Foundation
import Reports
import ScenarioModels
import Tensors
import Training

/// One model trained on one log and judged on its test part, with its files in a folder.
public struct Run: Sendable {
  public let settings: RunSettings
  public let folder: RunFolder
  public let metrics: Metrics
  public let result: EvaluationResult
  /// Of the rows that the model was judged on.
  public let predictions: Predictions
  public let history: [HistoryRow]
  /// Some of those rows as the first perspective's router sees them; nil for a model that does not route.
  public let routedRows: RoutedRows?
  /// The model that the run was compared with.
  public let baseline: MetricsTable.Entry?
  /// How much each input matters on those rows; nil where that was not asked for.
  public let importance: Importance?

  /// Trains a model, judges it, and leaves all files of the run in a folder, its report among them. Stopped at any time, it
  /// continues from where it was when called again with `start` as `.resuming`.
  ///
  /// - Parameters:
  ///   - folder: of the run; the caller holds its lock.
  ///   - baseline: a model to train under the same settings first, to compare with.
  ///   - task: how a reporter names this training; nil for the model's name.
  ///   - report: whether to write report.html, for which some rows are laid out in the plane.
  ///   - importance: whether to find how much each input matters, for that page.
  /// - Throws: `Interruption` (what was done is kept), `LogError`, `SettingsError` or `ModelError` before anything is trained,
  ///   `NonFiniteError`, `WriteError`.
  public static func train(
    _ settings: RunSettings, on data: PreparedData, in folder: RunFolder, _ start: RunStart = .anew,
    baseline: ModelKind? = nil, as task: TrainingTask? = nil, report: Bool = true, importance: Bool = false,
    _ context: RunContext = RunContext()
  ) throws -> Run {
    let asked = settings
    try check(asked.resolved(for: data.log), for: data.log)
    var choices = RecipeChoices(data.log, context)
    let settings = try choices.settings(asked, routes: true)
    try check(settings, for: data.log)
    // One of several trainings is announced with the others.
    if task == nil { for remark in try asked.remarks(before: data.log) { context.reporter.remark(remark) } }
    if let from = settings.from, settings.keepMoments, !RunFolder(URL(fileURLWithPath: from)).moments.exists {
      context.reporter.warn("The run in \(from) kept no moments: training begins without; this run keeps its own.")
    }
    return try folder.write(settings, data.log.encoding, start) { work in
      let entry = try baseline.flatMap { kind -> MetricsTable.Entry? in
        guard kind != settings.model else { return nil }
        var settings = settings
        settings.model = kind
        return try trainedOrRead(settings, on: data, in: work.baseline, context)
      }
      let observer = context.reporter.observer(
        of: task ?? TrainingTask(settings.model.title, epochs: settings.plan(for: data.log).epochs))
      let run = try train(
        settings, on: data, from: folder, to: work, baseline: entry, importance: importance, observer, context)
      if report { try AtomicFile.write(run.html(of: data.name, context.cancellation), to: work.report) }
      return run
    }
  }

  /// Refuses what cannot be trained.
  private static func check(_ settings: RunSettings, for log: PreparedLog) throws {
    guard log.labelled else { throw LogError("expected a log with labels", file: log.folder.relativePath) }
    guard log.part(.training).rows > 0 else {
      throw LogError("expected rows to train on; the split leaves none", file: log.folder.relativePath)
    }
    try settings.checkUpdate()
    try settings.checkPrecision()
    try settings.checkMemory(for: ModelShape(log.encoding))
    try settings.plan(for: log).monitor.check(log)
  }

  /// The metrics of a baseline: trained, resumed, or there from before an interruption.
  private static func trainedOrRead(
    _ settings: RunSettings, on data: PreparedData, in folder: RunFolder, _ context: RunContext
  ) throws -> MetricsTable.Entry {
    try folder.recover()
    let metrics =
      try folder.isFinished
      ? folder.readMetrics()
      : train(settings, on: data, in: folder, folder.isResumable ? .resuming : .anew, context).metrics
    return MetricsTable.Entry(name: settings.model.title, metrics: metrics)
  }

  /// Trains and judges, and writes all files but the report to `work`.
  private static func train(
    _ settings: RunSettings, on data: PreparedData, from folder: RunFolder, to work: RunFolder,
    baseline: MetricsTable.Entry?, importance: Bool, _ observer: any TrainingObserver, _ context: RunContext
  ) throws -> Run {
    let log = data.log
    PeakMemory.reset()
    let trainer = Trainer(settings, log: log, cancellation: context.cancellation)
    let files = try work.trainingFiles
    let (learner, outcome) = try trainer.train(
      in: files, from: try settings.earlierRun(), observer: observer)

    let part = log.judgedPart
    if log.part(part).rows == 0 {
      context.reporter.warn(
        "No row is in the validation or test part, so that nothing tells what this run is worth.")
    }
    var predictor = Predictor(learner)
    if settings.calibrate, let calibration = try calibration(of: predictor, for: log, context) {
      try CalibrationFile.save(calibration, to: work.calibration, identity: files.identity)
      predictor = predictor.calibrated(by: calibration, scenarios: log.encoding.scenarios)
      context.reporter.note(calibration.words)
    }
    let predictions: Predictions
    let inputs: Importance?
    do {
      predictions = try Scorer(predictor, encoding: log.encoding, cancellation: context.cancellation)
        .predictions(for: log.part(part), of: log)
      inputs = try importance ? predictor.importance(on: log.part(part), of: log, settings, context) : nil
    } catch let interruption as Interruption {
      try Checkpoint.save(learner, outcome.state, in: files)
      throw interruption
    }
    let result = evaluate(predictions)
    let changed = outcome.history.first { $0.epoch == outcome.bestEpoch }?.clustersChanged
    let clusters = predictor.clusterMetrics(result, changed: changed)
    let routed = try predictor.routedRows(
      of: log.part(part).sample(mappedRows), in: log, truth: data.truth, cancellation: context.cancellation)
    let metrics = Metrics(
      result, model: settings.model.name, part: "\(part)", clusters: clusters,
      parameters: predictor.parameterCounts, flopsPerSample: predictor.flopsPerSample,
      training: Metrics.Training(
        samplesPerSecond: outcome.samplesPerSecond, seconds: outcome.history.last?.seconds ?? 0,
        epochs: outcome.history.count, bestEpoch: outcome.bestEpoch, peakMemoryBytes: PeakMemory.bytes,
        clickRate: log.part(.training).clickRate),
      validation: outcome.validation, bestPossibleAUC: data.truth?.bestPossibleAUC(log.part(part)),
      seed: UInt64(settings.seed), threads: coreCount(settings.threads), version: adlVersion)
    try AtomicFile.write(HistoryRow.csv(outcome.history), to: work.history)
    try AtomicFile.write(try metrics.json(), to: work.metrics)
    if let pruned = metrics.prunedText { context.reporter.note(pruned) }
    for warning in clusters.compactMap(\.warning) { context.reporter.warn(warning) }
    for remark in settings.remarks(on: outcome, metrics) { context.reporter.remark(remark) }
    return Run(
      settings: settings, folder: folder, metrics: metrics, result: result, predictions: predictions,
      history: outcome.history, routedRows: routed, baseline: baseline, importance: inputs)
  }

  /// What the validation rows say of a trained model's probabilities; nil without any.
  private static func calibration(
    of predictor: Predictor, for log: PreparedLog, _ context: RunContext
  ) throws -> ScenarioCalibration? {
    let part = log.part(.validation)
    guard part.rows > 0 else {
      context.reporter.warn("There are no validation rows to calibrate with: the probabilities stay as they are.")
      return nil
    }
    let scorer = Scorer(predictor, encoding: log.encoding, cancellation: context.cancellation)
    return ScenarioCalibration(fitting: try scorer.predictions(for: part, of: log))
  }

  /// Rows on a report's map.
  private static let mappedRows = 1500
}

extension PreparedLog {
  /// The part that a finished model is judged on: without a test part (all rows wanted for training), the validation
  /// part has to do.
  var judgedPart: PartName { part(.test).rows > 0 ? .test : .validation }
}

extension RunSettings {
  /// The run whose weights training starts from; nil for new ones.
  func earlierRun() throws -> EarlierRun? {
    try training.from.map {
      let folder = RunFolder(URL(fileURLWithPath: $0))
      let model = try TrainedRun(folder, threads: training.threads, models: models).model
      return EarlierRun(model, try training.keepMoments ? MomentsFile.read(folder.trainingFiles) : nil)
    }
  }
}
