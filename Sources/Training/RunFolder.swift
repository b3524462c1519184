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
  public var unfinished: RunFolder { RunFolder(url.appendingPathComponent("unfinished")) }
  /// The run of the model to compare with, inside this one.
  public var baseline: RunFolder { RunFolder(url.appendingPathComponent("baseline")) }
  /// Where `unfinished` says that its files are on their way up.
  private var done: URL { url.appendingPathComponent("DONE") }
  /// Where an unfinished run is made, until it has all that it starts with.
  private var beginning: URL { url.appendingPathComponent(".beginning") }

  public var hasCheckpoint: Bool { Self.exists(checkpoint) }
  public var isFinished: Bool { Self.exists(metrics) }
  public var canResume: Bool { unfinished.isRun && !Self.exists(unfinished.done) }
  private var isRun: Bool { Self.exists(settings) && Self.exists(schema) }

  /// Throws `LogError` if something other than a run is there: it stays as it is.
  public func check() throws {
    let contents = Set((try? FileManager.default.contentsOfDirectory(atPath: url.path)) ?? [])
      .subtracting([FolderLock.fileName, beginning.lastPathComponent])
    guard contents.isEmpty || isRun || canResume || Self.exists(unfinished.done) else {
      throw LogError(
        "expected a new, an empty or a run's folder; something else is there and stays", file: url.relativePath)
    }
  }

  /// The right to work here, for as long as the lock lives. Throws `WriteError` if another process has it.
  public func lock() throws -> FolderLock { try FolderLock(in: url) }

  /// Begins a new run with these settings and this encoding; an unfinished one goes. For whoever holds the lock.
  public func begin(_ settings: RunSettings, _ encoding: Encoding) throws {
    try check()
    if Self.exists(unfinished.done) { try moveUp() }
    try? FileManager.default.removeItem(at: beginning)
    try DurableFolder.make(beginning)
    let place = RunFolder(beginning)
    try encoding.save(to: place.vocabulary)
    try AtomicFile.write(settings.yaml(), to: place.settings)
    try DurableFolder.put(beginning, at: unfinished.url)
  }

  /// Goes on with an unfinished run. Throws `LogError` if this is another log than it was started with.
  public func resume(_ encoding: Encoding) throws { try unfinished.check(isOf: encoding) }

  /// Throws `LogError` unless this run is one on this log.
  public func check(isOf encoding: Encoding) throws {
    guard try Encoding.load(from: vocabulary) == encoding else {
      throw LogError("expected the log and schema that this run was started with", file: url.relativePath)
    }
  }

  /// What a run's model belongs to: a hash of the vocabulary and of `run.yaml`, as they lie there, but for the lines of it
  /// that have no say in the model.
  func identity() throws -> String {
    let lines = ((try? String(contentsOf: settings, encoding: .utf8)) ?? "").split(whereSeparator: \.isNewline)
    let silent = RunSettings.silentKeys
    let telling = lines.filter { line in !silent.contains { line.hasPrefix("\($0):") } }
    let vocabulary = Self.exists(vocabulary) ? try Encoding.hash(of: vocabulary) : 0
    let text = Data(telling.joined(separator: "\n").utf8)
    return String(text.withUnsafeBytes { Seal.hash($0, after: vocabulary) }, radix: 16)
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

  /// Moves the unfinished run's files up; from then on this is a finished run. For whoever holds the lock.
  public func finish() throws {
    try DurableFolder.sync(unfinished.url)
    try AtomicFile.write("", to: unfinished.done)
    try moveUp()
  }

  /// Completes a `finish` that was cut off between two moves.
  ///
  /// - Parameter lock: of this folder, for whoever has it; nil to take it.
  public func recover(holding lock: FolderLock? = nil) throws {
    guard Self.exists(unfinished.done) else { return }
    try withExtendedLifetime(try lock ?? self.lock()) { if Self.exists(unfinished.done) { try moveUp() } }
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
      try DurableFolder.syncEntries(of: url)
      // The mark goes last: until then whoever comes goes on here.
      for name in try files.contentsOfDirectory(atPath: from.url.path) where name != done.lastPathComponent {
        try files.removeItem(at: from.url.appendingPathComponent(name))
      }
      try files.removeItem(at: from.url)
    } catch let error as WriteError {
      throw error
    } catch {
      throw WriteError(
        "\(url.relativePath): the run's files cannot be moved: \(error.localizedDescription); "
          + "all of them are there, and the next command on this run tries again")
    }
  }

  private static func exists(_ url: URL) -> Bool { FileManager.default.fileExists(atPath: url.path) }
}
