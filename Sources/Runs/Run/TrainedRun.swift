import ClickLog
import Evaluation
import Foundation
import ScenarioModels
import Tensors
import Training

/// A finished run, read back from its folder: settings, metrics, and the model with its encoding.
public struct TrainedRun: Sendable {
  public let folder: RunFolder
  public let settings: RunSettings
  /// With the run's calibration, where it has one.
  public let model: TrainedModel
  public let calibration: ScenarioCalibration?
  private let uncalibrated: TrainedModel

  public var encoding: Encoding { model.encoding }

  /// Reads a run; nothing in the folder changes.
  ///
  /// - Parameters:
  ///   - threads: nil for those of the run's settings; 0 for one per core.
  ///   - models: those that the run may be of.
  /// - Throws: `LogError` or `SettingsError` naming the file that is missing or does not fit, `ModelError` if the model is
  ///   too large for this machine.
  public init(
    _ folder: RunFolder, threads: Int? = nil, models: [ModelKind] = ModelKind.builtIn
  ) throws {
    let name = folder.url.relativePath
    guard folder.isFinished else {
      if folder.needsRecovery { throw LogError("its files were being put in their places", file: name) }
      throw folder.isResumable
        ? LogError("this run is unfinished", file: name, remedy: .resume)
        : LogError("expected the folder of a run", file: name)
    }
    self.folder = folder
    settings = try folder.readSettings(models: models)
    let encoding = try Encoding.load(from: folder.vocabulary)
    // Read before anything is made as large as run.yaml says.
    let weights = try ModelFile.read(folder.trainingFiles)
    try settings.memoryNeed(for: ModelShape(encoding), .inference).check()
    let model = try TrainedModel(
      settings.model, settings.modelSettings, encoding: encoding, weights: weights, from: folder.model, name: name,
      threads: coreCount(threads ?? settings.threads))
    calibration = try CalibrationFile.read(folder.calibration, identity: folder.trainingFiles.identity)
    self.model = calibration.map(model.calibrated) ?? model
    uncalibrated = model
  }

  /// The same run without its calibration.
  var without: TrainedRun { TrainedRun(self, nil) }

  /// The same run with another calibration.
  func with(_ calibration: ScenarioCalibration) -> TrainedRun { TrainedRun(self, calibration) }

  private init(_ run: TrainedRun, _ calibration: ScenarioCalibration?) {
    (folder, settings, uncalibrated) = (run.folder, run.settings, run.uncalibrated)
    self.calibration = calibration
    model = calibration.map(run.uncalibrated.calibrated) ?? run.uncalibrated
  }

  /// The metrics that training reported.
  public func metrics() throws(LogError) -> Metrics { try folder.readMetrics() }

  /// The metrics of this run's model on some rows; what training took, and the validation part's figures, are repeated from the run.
  ///
  /// - Parameters:
  ///   - name: of the part, as in metrics.json.
  ///   - columns: those whose values' rows are judged by themselves, too.
  ///   - metrics: those to compute.
  ///   - observe: is handed each batch.
  ///   - progress: is handed the rows done.
  public func evaluate(
    _ part: LogPart, _ name: String, of data: PreparedData, by columns: [ColumnValues] = [],
    _ metrics: [Metric] = Metric.all, observing observe: (Batch) -> Void = { _ in },
    cancellation: Cancellation = Cancellation(), progress: (Int) throws -> Void = { _ in }
  ) throws -> Metrics {
    var columns = columns
    func observed(_ batch: Batch) {
      observe(batch)
      for column in columns.indices { columns[column].add(batch) }
    }
    var (found, predictions) = try judged(
      part, name, of: data, metrics, observing: observed, cancellation: cancellation, progress: progress)
    if !columns.isEmpty {
      found.by = Dictionary(
        columns.map { ($0.name, $0.metrics(predictions, metrics)) }, uniquingKeysWith: { first, _ in first })
    }
    return found
  }

  /// The same with the predictions that the metrics are of.
  func judged(
    _ part: LogPart, _ name: String, of data: PreparedData, _ metrics: [Metric] = Metric.all,
    observing observe: (Batch) -> Void = { _ in }, cancellation: Cancellation = Cancellation(),
    progress: (Int) throws -> Void = { _ in }
  ) throws -> (metrics: Metrics, predictions: Predictions) {
    guard data.log.labelled else { throw LogError("expected a log with labels", file: data.log.folder.relativePath) }
    let kept = try self.metrics()
    let predictions = try Scorer(model, cancellation: cancellation).predictions(
      for: part, of: data.log, observing: observe, progress)
    let result = Evaluation.evaluate(predictions, metrics)
    let found = Metrics(
      result, model: settings.model.name, part: name,
      clusters: model.predictor.clusterMetrics(result, changed: kept.clusters?.changed),
      parameters: model.predictor.parameterCounts, flopsPerSample: model.predictor.flopsPerSample,
      training: kept.training, validation: kept.validation, bestPossibleAUC: data.truth?.bestPossibleAUC(part),
      seed: UInt64(settings.seed), threads: model.threads, version: adlVersion)
    return (found, predictions)
  }
}

extension TrainedModel {
  /// Reads the model of a finished run from the run's folder.
  ///
  /// - Parameters:
  ///   - threads: that help with one call; nil for those of the run's settings, 0 for one per core.
  ///   - models: those that the run may be of: the library's own, unless a program has others.
  /// - Throws: as `TrainedRun.init`.
  public init(contentsOf folder: URL, threads: Int? = nil, models: [ModelKind] = ModelKind.builtIn) throws {
    self = try TrainedRun(RunFolder(folder), threads: threads, models: models).model
  }
}
