import ClickLog
import Evaluation
import Foundation

/// The places of a run's files.
///
/// Training works in `unfinished`; when all is done its files move up, `metrics.json` last. So an earlier run in the
/// same folder stays good until the new one is whole, and a folder with `metrics.json` is a finished run.
public struct RunFolder: Sendable {
  public let url: URL

  public init(_ url: URL) { self.url = url }

  public var model: URL { url.appendingPathComponent("model.safetensors") }
  public var settings: URL { url.appendingPathComponent("run.yaml") }
  public var vocabulary: URL { url.appendingPathComponent("vocabulary") }
  public var schema: URL { vocabulary.appendingPathComponent("schema.yaml") }
  public var metrics: URL { url.appendingPathComponent("metrics.json") }
  public var history: URL { url.appendingPathComponent("history.csv") }
  public var report: URL { url.appendingPathComponent("report.html") }
  public var checkpoint: URL { url.appendingPathComponent("checkpoint.safetensors") }
  /// Where `unfinished` says that its files are on their way up.
  private var done: URL { url.appendingPathComponent("DONE") }
  public var unfinished: RunFolder { RunFolder(url.appendingPathComponent("unfinished")) }
  /// The run of the model to compare with, inside this one.
  public var baseline: RunFolder { RunFolder(url.appendingPathComponent("baseline")) }

  public var isFinished: Bool { Self.exists(metrics) }
  public var canResume: Bool { unfinished.isRun }
  private var isRun: Bool { Self.exists(settings) && Self.exists(schema) }

  /// Throws `LogError` if something other than a run is there: it stays as it is.
  public func check() throws {
    let contents = (try? FileManager.default.contentsOfDirectory(atPath: url.path)) ?? []
    guard contents.isEmpty || isRun || canResume || Self.exists(unfinished.done) else {
      throw LogError(
        "expected a new, an empty or a run's folder; something else is there and stays", file: url.relativePath)
    }
  }

  /// Begins a new run with these settings and this encoding.
  public func begin(_ settings: RunSettings, _ encoding: Encoding) throws {
    try check()
    try recover()
    let files = FileManager.default
    let place = unfinished
    do {
      if Self.exists(place.url) { try files.removeItem(at: place.url) }
      try files.createDirectory(at: place.url, withIntermediateDirectories: true)
    } catch {
      throw WriteError("\(url.relativePath): the folder cannot be made")
    }
    try encoding.save(to: place.vocabulary)
    try AtomicFile.write(settings.yaml(), to: place.settings)
  }

  /// Goes on with an unfinished run. Throws `LogError` if this is another log than it was started with.
  public func resume(_ encoding: Encoding) throws {
    guard try Encoding.load(from: unfinished.vocabulary) == encoding else {
      throw LogError("expected the log and schema that this run was started with", file: url.relativePath)
    }
  }

  /// Writes the run's page.
  public func write(report html: String) throws { try AtomicFile.write(html, to: report) }

  /// The metrics of a finished run.
  public func readMetrics() throws -> Metrics {
    guard let data = try? Data(contentsOf: metrics), let read = try? Metrics(json: data) else {
      throw LogError("expected the metrics of a run", file: metrics.relativePath)
    }
    return read
  }

  /// Moves the unfinished run's files up; from then on this is a finished run.
  public func finish() throws {
    try AtomicFile.write("", to: unfinished.done)
    try moveUp()
  }

  /// Completes a `finish` that was cut off between two moves.
  public func recover() throws {
    if Self.exists(unfinished.done) { try moveUp() }
  }

  private func moveUp() throws {
    let files = FileManager.default
    let from = unfinished
    let parts: [(URL, URL)] = [
      (from.settings, settings), (from.vocabulary, vocabulary), (from.model, model), (from.history, history),
      (from.report, report), (from.baseline.url, baseline.url), (from.metrics, metrics),
    ]
    do {
      if Self.exists(from.metrics), isFinished {
        try files.removeItem(at: metrics)
        // The old run's; the new one brings its own if it has one.
        if Self.exists(baseline.url) { try files.removeItem(at: baseline.url) }
      }
      for (source, target) in parts where Self.exists(source) {
        if Self.exists(target) { try files.removeItem(at: target) }
        try files.moveItem(at: source, to: target)
      }
      try files.removeItem(at: from.url)
    } catch {
      throw WriteError("\(url.relativePath): the run's files cannot be moved: \(error.localizedDescription)")
    }
  }

  private static func exists(_ url: URL) -> Bool { FileManager.default.fileExists(atPath: url.path) }
}

/// A folder of the system's temporary ones, gone when its last user lets go of it.
public final class TemporaryFolder: Sendable {
  public let url: URL

  public init() throws {
    url = FileManager.default.temporaryDirectory.appendingPathComponent(
      "adl-\(getpid())-\(UInt32.random(in: 0 ... .max))")
    do { try FileManager.default.createDirectory(at: url, withIntermediateDirectories: true) } catch {
      throw WriteError("\(url.path): no temporary folder can be made here")
    }
  }

  deinit { try? FileManager.default.removeItem(at: url) }
}
