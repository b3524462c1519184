import CZlib
import Foundation
import Tensors

/// Compressed text, damaged before or after compression.
enum Gzip {
  /// - Parameter file: a place for a file on the way.
  static func pack(_ bytes: [UInt8], times: Int = 1, by file: URL) throws -> [UInt8] {
    guard let stream = gzopen(file.path, "wb6") else { throw TortureError("\(file.path) cannot be written") }
    for _ in 0..<times { bytes.withUnsafeBytes { _ = gzwrite(stream, $0.baseAddress, UInt32($0.count)) } }
    gzclose(stream)
    return Array(try Data(contentsOf: file))
  }

  static func damage(
    _ text: [UInt8], separator: UInt8, by file: URL, _ random: inout RandomGenerator
  ) throws -> [UInt8] {
    switch random.index(below: 32) {
    case 0:
      // 100 MB of nothing, in one line or in very many.
      let fill = ["x", "\n", "0,", "\"", "a\n"][random.index(below: 5)]
      return try pack(Array(String(repeating: fill, count: 100_000).utf8), times: 1000 / fill.count, by: file)
    case 1: return try pack(text, by: file) + pack(text, by: file)
    case 2: return try pack([], by: file)
    case 3..<14: return ByteDamage.apply(try pack(text, by: file), &random)
    default: return try pack(TextDamage(separator: separator).apply(text, &random), by: file)
    }
  }
}
