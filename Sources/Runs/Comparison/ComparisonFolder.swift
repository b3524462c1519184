import ClickLog
import Files
import Foundation

/// The places of a comparison's files: its tables, a run's folder for each model and seed, and the trials of a tuning.
public struct ComparisonFolder: Sendable {
  public let url: URL

  public init(_ url: URL) { self.url = url }

  public var json: URL { url.appendingPathComponent("compare.json") }
  var tuning: TuningFolder {
    TuningFolder(
      record: url.appendingPathComponent("tuning.csv"), work: url.appendingPathComponent("tuning"))
  }

  /// The run of a candidate with a seed.
  public func run(_ candidate: Candidate, seed: Int) -> RunFolder {
    RunFolder(url.appendingPathComponent("\(candidate.fileName)-\(seed)"))
  }

  private func run(named name: String) -> RunFolder { RunFolder(url.appendingPathComponent(name)) }

  /// Throws `LogError` if something other than a comparison is there: it stays as it is.
  public func check() throws {
    guard url.exists else { return }
    let contents = url.isFolder ? (try? FileManager.default.contentsOfDirectory(atPath: url.path)) : nil
    guard let contents = contents?.filter({ $0 != FolderLock.fileName }),
      contents.isEmpty || contents.contains(where: isOurs)
    else {
      throw LogError(
        "expected a new, an empty or a comparison's folder; something else is there and stays", file: url.relativePath)
    }
  }

  /// Writes a file of the comparison, such as `compare.md`, whole or not at all.
  public func write(_ text: String, to name: String) throws {
    try DurableFolder.make(url)
    try AtomicFile.write(text, to: url.appendingPathComponent(name))
  }

  /// compare.json, tuning.csv, or a run such as adl-1, also one of a model that is not the library's or of an entrant with settings of its own.
  private func isOurs(_ name: String) -> Bool {
    let tuning = tuning
    return [json, tuning.record, tuning.work].contains { $0.lastPathComponent == name }
      || Candidate.hasRun(named: name) || run(named: name).holdsRun || run(named: name).beginning.exists
  }
}
