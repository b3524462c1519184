import Foundation

/// A side table, read whole: one row a key, whose columns stand beside those of the log's rows that have this key.
///
/// Each row is coded once, however many rows of the log point to it, and is stored once. After the last row stands one
/// more: the one of all keys that are not there, its cells empty.
struct SideTable: Sendable {
  let rows: CodedRows
  let name: String
  private let keys: Interner

  /// The row that stands for a missing key; so many rows have a key.
  var missingRow: Int { rows.rows }
  /// Rows, the one for missing keys included.
  var count: Int { rows.rows + 1 }

  /// Numbers the keys. Throws `LogError` if one is there twice.
  init(_ rows: CodedRows, _ source: TableSource) throws {
    var keys = Interner()
    try rows.forEachChunk { chunk, place in
      let column = chunk.column(0)
      for (row, code) in column.codes.enumerated() {
        let key = column.values[Int(code)]
        guard keys.intern(key) == UInt32(place.firstRow + row) else {
          throw rows.error(Self.repeated(key), column: source.join.on, row: place.firstRow + row)
        }
      }
    }
    self.rows = rows
    self.keys = keys
    name = source.join.file
  }

  /// What is wrong with a key that is there a second time.
  static func repeated(_ key: Cell) -> String {
    "expected each key once, found \"\(String(decoding: key.prefix(40), as: UTF8.self))\" again"
  }

  /// The row of a key.
  func row(of key: Cell) -> UInt32 { keys.find(key) ?? UInt32(missingRow) }
}
