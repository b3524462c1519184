import ClickLog
import Files
import Foundation

/// Makes the checksums of damaged files right again, so that what is behind them is reached.
enum Resealing {
  /// The hash of a file, as `encoding.json` lists it.
  private static func hash(_ bytes: [UInt8]) -> String {
    Fingerprint.text(bytes.withUnsafeBytes { Seal.hash($0) })
  }

  /// A JSON text with a checksum of itself, if it has a place for one.
  static func json(_ text: [UInt8]) -> [UInt8] {
    var data = Data(text)
    Seal.seal(&data)
    return Array(data)
  }

  /// A safetensors file with a checksum in its header, of the header and of the tensors in their order, as far as there are any.
  static func safetensors(_ bytes: [UInt8]) -> [UInt8] {
    guard bytes.count >= 8 else { return bytes }
    let size = bytes[..<8].reversed().reduce(UInt64(0)) { $0 << 8 | UInt64($1) }
    guard size <= bytes.count - 8 else { return bytes }
    let body = 8 + Int(size)
    var header = Data(bytes[8..<body])
    let tree = (try? JSONSerialization.jsonObject(with: header)) as? [String: Any] ?? [:]
    var places: [(first: Int, end: Int, name: String)] = []
    for (name, entry) in tree {
      guard let offsets = (entry as? [String: Any])?["data_offsets"] as? [Int], offsets.count == 2, offsets[0] >= 0,
        offsets[0] <= offsets[1], offsets[1] <= bytes.count - body
      else { continue }
      places.append((body + offsets[0], body + offsets[1], name))
    }
    places.sort { ($0.first, $0.name) < ($1.first, $1.name) }
    let content = bytes.withUnsafeBytes { bytes in
      places.reduce(UInt64(0)) { Seal.hash(UnsafeRawBufferPointer(rebasing: bytes[$1.first..<$1.end]), after: $0) }
    }
    Seal.seal(&header, covering: content)
    return Array(bytes[..<8]) + Array(header) + Array(bytes[body...])
  }

  /// An `encoding.json` that lists a file's changed bytes.
  static func listing(_ manifest: [UInt8], file: String, bytes: [UInt8]) -> [UInt8] {
    let hash = hash(bytes)
    guard var tree = (try? JSONSerialization.jsonObject(with: Data(manifest))) as? [String: Any] else {
      return manifest
    }
    switch file {
    case "schema.yaml": tree["schema"] = hash
    case "scenarios.txt": tree["scenarios"] = hash
    default:
      tree["fields"] = (tree["fields"] as? [[String: Any]])?.map { field in
        (field["file"] as? String) == file ? field.merging(["hash": hash]) { $1 } : field
      }
    }
    let text = try? JSONSerialization.data(withJSONObject: tree, options: [.sortedKeys])
    return text.map { json(Array($0)) } ?? manifest
  }
}
