import ClickLog
import Foundation

/// The places of a comparison's files: its tables, a run's folder for each model and seed, and the trials of `--tune`.
public struct ComparisonFolder: Sendable {
  public let url: URL

  public init(_ url: URL) { self.url = url }

  public var json: URL { url.appendingPathComponent("compare.json") }
  /// The trials so far.
  public var tuning: URL { url.appendingPathComponent("tuning.csv") }
  /// What the trials were made with, and the one in the making.
  var tuningWork: URL { url.appendingPathComponent("tuning") }

  /// The run of a contender with a seed.
  public func run(_ contender: Contender, seed: Int) -> RunFolder {
    RunFolder(url.appendingPathComponent("\(contender.name)-\(seed)"))
  }

  /// Throws `LogError` if something other than a comparison is there: it stays as it is.
  public func check() throws {
    var isFolder: ObjCBool = false
    guard FileManager.default.fileExists(atPath: url.path, isDirectory: &isFolder) else { return }
    let contents = isFolder.boolValue ? (try? FileManager.default.contentsOfDirectory(atPath: url.path)) : nil
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

  /// compare.json, tuning.csv, or a run such as adl-1.
  private func isOurs(_ name: String) -> Bool {
    if name == json.lastPathComponent || name == tuning.lastPathComponent || name == tuningWork.lastPathComponent {
      return true
    }
    return Contender.hasRun(named: name)
  }
}
