import ClickLog
import Evaluation
import Foundation
import ScenarioModels
import SimulatedLogs
import Tensors

/// A finished run, read back from its folder: settings, encoding and the model with its weights.
public struct TrainedRun {
  public let folder: RunFolder
  public let settings: RunSettings
  public let encoding: Encoding
  public let learner: Learner

  /// - Parameter threads: nil for those of the run's settings.
  /// - Throws: `LogError` or `SettingsError` naming the file that is missing or does not fit.
  public init(_ folder: RunFolder, threads: Int? = nil) throws {
    try folder.recover()
    guard folder.isFinished else {
      let hint = folder.canResume ? "this run is unfinished; go on with --resume" : "expected the folder of a run"
      throw LogError(hint, file: folder.url.relativePath)
    }
    self.folder = folder
    settings = try Self.settings(in: folder)
    encoding = try Encoding.load(from: folder.vocabulary)
    // Read before anything is made as large as run.yaml says.
    let file = try ModelFile.read(in: folder)
    try settings.checkMemory(for: ModelShape(encoding), .inference)
    let workspace = Workspace(threads: coreCount(threads ?? settings.threads))
    learner = try Learner(
      settings.model, for: ModelShape(encoding), settings.modelSettings, optimiser: Adam(),
      generator: RandomGenerator(seed: UInt64(settings.seed)), in: workspace)
    try ModelFile.load(file, into: learner.parameters, in: folder)
  }

  /// The metrics that training reported.
  public func metrics() throws -> Metrics { try folder.readMetrics() }

  public static func settings(in folder: RunFolder) throws -> RunSettings {
    guard let text = try? String(contentsOf: folder.settings, encoding: .utf8) else {
      throw LogError("expected the settings of a run", file: folder.settings.relativePath)
    }
    return try RunSettings(yaml: text, file: folder.settings.relativePath)
  }
}

/// A number of threads, where 0 means one per core.
public func coreCount(_ threads: Int) -> Int {
  threads > 0 ? threads : ProcessInfo.processInfo.activeProcessorCount
}

extension TrainedRun {
  /// The metrics of this run's model on some rows; what training took is repeated from the run.
  public func evaluate(
    _ part: LogPart, _ name: String, of log: PreparedLog, truth: PlantedTruth?,
    observing observe: (Batch) -> Void = { _ in }, progress: (Int) -> Void
  ) throws -> Metrics {
    guard log.labelled else { throw LogError("expected a log with labels", file: log.folder.relativePath) }
    let kept = try metrics()
    let predictions = try Scorer(learner, encoding: encoding).predictions(
      for: part, of: log, observing: observe, progress)
    let result = Evaluation.evaluate(predictions)
    return Metrics(
      result, model: settings.model.name, part: name,
      clusters: learner.clusterMetrics(result, changed: kept.clusters?.changed),
      parameters: learner.parameterCounts, flopsPerSample: learner.flopsPerSample, training: kept.training,
      bestPossibleAUC: try truth?.bestPossibleAUC(part), seed: UInt64(settings.seed), threads: learner.threads,
      version: adlVersion)
  }
}
