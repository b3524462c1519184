import ClickLog
import Evaluation
import Files
import Foundation
import ScenarioModels
import Training

/// The places of a run's files.
///
/// Training works in `unfinished`; when all is done its files move up, `metrics.json` last. So an earlier run in the
/// same folder stays good until the new one is whole, and a folder with `metrics.json` is a finished run.
public struct RunFolder: Sendable {
  public let url: URL

  public init(_ url: URL) { self.url = url }

  public var model: URL { url.appendingPathComponent("model.safetensors") }
  /// The optimiser's moments at the end of training, for an update.
  public var moments: URL { url.appendingPathComponent("moments.safetensors") }
  /// What corrects the model's predictions, where something does.
  public var calibration: URL { url.appendingPathComponent("calibration.json") }
  public var settings: URL { url.appendingPathComponent("run.yaml") }
  public var vocabulary: URL { url.appendingPathComponent("vocabulary") }
  public var schema: URL { vocabulary.appendingPathComponent("schema.yaml") }
  public var metrics: URL { url.appendingPathComponent("metrics.json") }
  public var history: URL { url.appendingPathComponent("history.csv") }
  public var report: URL { url.appendingPathComponent("report.html") }
  public var checkpoint: URL { url.appendingPathComponent("checkpoint.safetensors") }
  public var unfinished: RunFolder { RunFolder(url.appendingPathComponent("unfinished")) }
  /// The run of the model to compare with, inside this one.
  public var baseline: RunFolder { RunFolder(url.appendingPathComponent("baseline")) }
  /// In `unfinished`: marks that its files are being moved up.
  var done: URL { url.appendingPathComponent("DONE") }
  /// Where an unfinished run is made, until it has all that it starts with.
  var beginning: URL { url.appendingPathComponent(".beginning") }

  public var hasCheckpoint: Bool { checkpoint.exists }
  public var isFinished: Bool { metrics.exists }
  public var isResumable: Bool { unfinished.isRun && !needsRecovery }
  /// Whether a finish was cut off between two moves; `recover` completes it.
  public var needsRecovery: Bool { unfinished.done.exists }
  /// Whether a run is here: finished, begun, or being put in its place.
  var holdsRun: Bool { isRun || isResumable || needsRecovery }
  private var isRun: Bool { settings.exists && schema.exists }

  /// Throws `LogError` if something other than a run is there: it stays as it is.
  public func check() throws(LogError) {
    let contents = Set((try? FileManager.default.contentsOfDirectory(atPath: url.path)) ?? [])
      .subtracting([FolderLock.fileName, beginning.lastPathComponent])
    guard contents.isEmpty || holdsRun else {
      throw LogError(
        "expected a new, an empty or a run's folder; something else is there and stays", file: url.relativePath)
    }
  }

  /// Throws `LogError` unless this run is one on this log.
  public func check(isOf encoding: Encoding) throws {
    guard try Encoding.load(from: vocabulary) == encoding else {
      throw LogError("expected the log and schema that this run was started with", file: url.relativePath)
    }
  }

  /// The right to work here, for as long as the lock lives. Throws `WriteError` if another process has it.
  public func lock() throws -> FolderLock { try FolderLock(in: url) }
}

extension RunFolder {
  /// The settings of a run. Throws `LogError` or `SettingsError` naming the file.
  ///
  /// - Parameter models: those that the run may be of, and whose settings run.yaml may have.
  public func readSettings(models: [ModelKind] = ModelKind.builtIn) throws -> RunSettings {
    guard let text = try? String(contentsOf: settings, encoding: .utf8) else {
      throw LogError("expected the settings of a run", file: settings.relativePath)
    }
    return try RunSettings(yaml: text, file: settings.relativePath, models: models)
  }

  /// The metrics of a finished run.
  public func readMetrics() throws(LogError) -> Metrics {
    guard let data = try? Data(contentsOf: metrics), let read = try? Metrics(json: data) else {
      throw LogError("expected the metrics of a run", file: metrics.relativePath)
    }
    return read
  }

  /// Where a training in this folder keeps what must not be lost.
  package var trainingFiles: TrainingFiles {
    get throws { TrainingFiles(checkpoint: checkpoint, weights: model, moments: moments, identity: try identity()) }
  }

  /// What a run's model belongs to: a hash of the vocabulary and of the lines of `run.yaml` that change the model.
  private func identity() throws -> String {
    let lines = ((try? String(contentsOf: settings, encoding: .utf8)) ?? "").split(whereSeparator: \.isNewline)
    let silent = RunSettings.silentKeys
    let telling = lines.filter { line in !silent.contains { line.hasPrefix("\($0):") } }
    let vocabulary = vocabulary.exists ? try Encoding.hash(of: vocabulary) : 0
    let text = Data(telling.joined(separator: "\n").utf8)
    return String(text.withUnsafeBytes { Seal.hash($0, after: vocabulary) }, radix: 16)
  }
}
