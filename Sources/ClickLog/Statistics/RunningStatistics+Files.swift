import Files
import Foundation

/// The files of statistics in a vocabulary's folder: `statistics.json`, how counts become inputs, to be read by people; and
/// `statistics.counts`, of each key the hashes of its values with their rows and clicks.
extension RunningStatistics {
  static let textFile = "statistics.json"
  static let countsFile = "statistics.counts"

  private struct Text: Codable {
    var clickRate: Double
    var keys: [Key]
  }

  var text: Data {
    get throws {
      let encoder = JSONEncoder()
      encoder.outputFormatting = [.prettyPrinted, .sortedKeys]
      return try encoder.encode(Text(clickRate: clickRate, keys: keys))
    }
  }

  /// Of each key: how many values, then for each of them its hash, its rows and its clicks, in the order of the hashes.
  var countBytes: Data {
    var data = Data()
    func append<T: BitwiseCopyable>(_ value: T) { withUnsafeBytes(of: value) { data.append(contentsOf: $0) } }
    data.reserveCapacity(tables.reduce(0) { $0 + 8 + $1.count * 16 })
    for table in tables {
      append(UInt64(table.count))
      for (hash, count) in table.sorted {
        append(hash)
        append(count.stored)
      }
    }
    return data
  }

  /// Throws `LogError` if the files do not fit one another.
  init(text: Data, counts: Data, keys names: [[String]]) throws {
    func wrong(_ problem: String, _ file: String) -> LogError { LogError(problem, file: file) }
    guard let found = try? JSONDecoder().decode(Text.self, from: text) else {
      throw wrong("no valid JSON of this form", Self.textFile)
    }
    guard found.keys.map(\.columns) == names, (0...1).contains(found.clickRate),
      found.keys.enumerated().allSatisfy({ place, key in
        key.strength > 0 && key.strength.isFinite && key.mean.isFinite && key.deviation > 0 && key.deviation.isFinite
          && (key.parent.map { (0..<place).contains($0) } ?? true)
      })
    else { throw wrong("it does not fit the keys of schema.yaml", Self.textFile) }
    (clickRate, keys) = (found.clickRate, found.keys)
    tables = try counts.withUnsafeBytes { bytes in
      var at = 0
      func next<T: BitwiseCopyable>(_ type: T.Type) throws -> T {
        guard at + MemoryLayout<T>.size <= bytes.count else { throw wrong("it is too short", Self.countsFile) }
        defer { at += MemoryLayout<T>.size }
        return bytes.loadUnaligned(fromByteOffset: at, as: type)
      }
      let tables = try names.map { _ in
        let values = try next(UInt64.self)
        guard values <= UInt64(bytes.count / 16) else { throw wrong("it is too short", Self.countsFile) }
        var table = CountTable(capacity: Int(values))
        for _ in 0..<values {
          let hash = try next(UInt64.self)
          let count = try next(StoredCount.self)
          guard count.rows.isFinite, count.clicks.isFinite, count.rows >= 0, count.clicks >= 0 else {
            throw wrong("a count makes no sense", Self.countsFile)
          }
          table.add(KeyCount(count), to: hash)
        }
        return table
      }
      guard at == bytes.count else { throw wrong("it is too long", Self.countsFile) }
      return tables
    }
  }
}
