import ClickLog
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

  public var isFinished: Bool { FileManager.default.fileExists(atPath: metrics.path) }
  public var canResume: Bool { FileManager.default.fileExists(atPath: unfinished.settings.path) }

  /// Makes the folder ready for a new run.
  ///
  /// - Throws: `LogError` if something other than a run is there, or no folder can be made.
  public func begin() throws {
    let files = FileManager.default
    if let contents = try? files.contentsOfDirectory(atPath: url.path), !contents.isEmpty, !isFinished,
      !contents.contains("unfinished")
    {
      throw LogError(
        "expected a new, an empty or a run's folder; something else is there and stays", file: url.relativePath)
    }
    do {
      if files.fileExists(atPath: unfinished.url.path) { try files.removeItem(at: unfinished.url) }
      try files.createDirectory(at: unfinished.url, withIntermediateDirectories: true)
    } catch {
      throw LogError("the folder cannot be made", file: url.relativePath)
    }
  }

  /// Writes the run's page.
  public func write(report html: String) throws { try AtomicFile.write(html, to: report) }

  /// Moves the unfinished run's files up; from then on this is a finished run.
  public func finish() throws {
    let files = FileManager.default
    let parts: [(URL, URL)] = [
      (unfinished.settings, settings), (unfinished.vocabulary, vocabulary), (unfinished.model, model),
      (unfinished.history, history), (unfinished.report, report), (unfinished.metrics, metrics),
    ]
    do {
      if isFinished { try files.removeItem(at: metrics) }
      for (from, to) in parts where files.fileExists(atPath: from.path) {
        if files.fileExists(atPath: to.path) { try files.removeItem(at: to) }
        try files.moveItem(at: from, to: to)
      }
      try files.removeItem(at: unfinished.url)
    } catch {
      throw LogError("the run's files cannot be moved: \(error.localizedDescription)", file: url.relativePath)
    }
  }
}

/// A folder of the system's temporary ones, gone when its last user lets go of it.
public final class TemporaryFolder: Sendable {
  public let url: URL

  public init() throws {
    url = FileManager.default.temporaryDirectory.appendingPathComponent(
      "adl-\(getpid())-\(UInt32.random(in: 0 ... .max))")
    do { try FileManager.default.createDirectory(at: url, withIntermediateDirectories: true) } catch {
      throw LogError("no temporary folder can be made here", file: url.path)
    }
  }

  deinit { try? FileManager.default.removeItem(at: url) }
}
