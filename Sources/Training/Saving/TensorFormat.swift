import ClickLog
import Foundation

/// A kind of safetensors file: its name, its version, its checksum, and the run that it belongs to.
struct TensorFormat {
  let name: String
  let version: Int

  /// Throws `WriteError`; an earlier file of that name then stays.
  func write(_ file: Safetensors, to url: URL, identity: String) throws {
    var file = file
    file.metadata["format"] = "\(name) \(version)"
    file.metadata["run"] = identity
    try file.write(to: url)
  }

  /// Throws `LogError` unless the file is of this format and version, as it was written, and written for this run.
  func read(_ url: URL, identity: String) throws -> Safetensors {
    let file = try Safetensors(contentsOf: url)
    func wrong(_ problem: String) -> LogError { LogError(problem, file: url.relativePath) }
    let words = file.metadata["format"]?.split(separator: " ") ?? []
    guard let found = words.last.flatMap({ Int($0) }), words.dropLast().joined(separator: " ") == name else {
      throw wrong("expected a \(name)")
    }
    guard found == version else {
      let age = found > version ? "a newer version of this program wrote it" : "an older version wrote it; train again"
      throw wrong("expected a \(name) of version \(version), found \(found): \(age)")
    }
    guard file.isWhole == true else { throw wrong("it is damaged: its content is not what was written") }
    guard file.metadata["run"] == identity else {
      throw wrong("it was trained with another run.yaml or vocabulary than those beside it")
    }
    return file
  }
}
