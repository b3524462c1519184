import Foundation

/// A side table, read whole: one row a key, whose columns stand beside those of the log's rows that have this key.
///
/// Each row is coded once, however many rows of the log point to it, and is stored once. After the last row stands one
/// more: the one of all keys that are not there, its cells empty.
struct SideTable: Sendable {
  let rows: CodedRows
  let name: String
  private let keys: Interner
  /// Of each key, its row.
  private let rowOfKey: [UInt32]

  /// The row that stands for a missing key; so many rows have a key.
  var missingRow: Int { rows.rows }
  /// Rows, the one for missing keys included.
  var count: Int { rows.rows + 1 }

  /// Numbers the keys. Throws `LogError` if one is there twice, in rows that are not the same.
  init(_ rows: CodedRows, _ source: TableSource) throws {
    var keys = Interner()
    var rowOfKey: [UInt32] = []
    var hashes: [UInt64] = []
    try rows.forEachChunk { chunk, place in
      let (column, hashesOfRows) = (chunk.column(0), chunk.hashes)
      for (row, code) in column.codes.enumerated() {
        let key = column.values[Int(code)]
        let number = Int(keys.intern(key))
        if number == rowOfKey.count {
          rowOfKey.append(UInt32(place.firstRow + row))
          hashes.append(hashesOfRows[row])
        } else if hashes[number] != hashesOfRows[row] {
          throw rows.error(Self.repeated(key), column: source.join.key, row: place.firstRow + row)
        }
      }
    }
    self.rows = rows
    self.keys = keys
    self.rowOfKey = rowOfKey
    name = source.join.file
  }

  /// What is wrong with a key that is there a second time.
  static func repeated(_ key: Cell) -> String {
    "expected each key once, found \"\(String(decoding: key.prefix(40), as: UTF8.self))\" again with other values"
  }

  /// The row of a key.
  func row(of key: Cell) -> UInt32 { keys.find(key).map { rowOfKey[Int($0)] } ?? UInt32(missingRow) }

  /// Some of its keys, for an error.
  var firstKeys: [String] { (0..<UInt32(min(3, keys.count))).map { keys.text($0) } }
}
