import Files
import Foundation

/// The hash of each row's value of a key, by the row's place in the log.
struct RowHashes: Sendable {
  private let log: CodedLog
  private let rows: RowParts
  private let key: [LogLayout.Reference]
  /// Of the key's columns that stand in side tables, the hash of each row there.
  private let ofTables: [[UInt64]]

  init(_ key: [LogLayout.Reference], of log: CodedLog, _ rows: RowParts) throws {
    (self.log, self.rows, self.key) = (log, rows, key)
    ofTables = try key.map { reference in
      guard let table = reference.table else { return [] }
      var hashes: [UInt64] = []
      try log.tables[table].rows.forEachChunk { chunk, _ in
        hashes += Self.hashes(of: chunk.column(reference.column))
      }
      // The row of missing keys.
      return hashes + [KeyHash.of(Cell.empty)]
    }
  }

  /// All of them, in a file.
  func all(in folder: URL) throws -> ScratchArray<UInt64> {
    let all = try ScratchArray<UInt64>(log.log.rows, in: folder)
    try rows.forEachChunk(of: log) { coded, known, place in
      var joint: [UInt64] = []
      for (reference, ofTable) in zip(key, ofTables) {
        let hashes: [UInt64]
        if let table = reference.table {
          hashes = known.rows(ofTable: table).map { ofTable[Int($0)] }
        } else {
          hashes = Self.hashes(of: coded.column(reference.column))
        }
        joint = joint.isEmpty ? hashes : zip(joint, hashes).map(KeyHash.join)
      }
      for (row, hash) in joint.enumerated() { all[place.firstRow + row] = hash }
    }
    return all
  }

  private static func hashes(of column: CodedColumn) -> [UInt64] {
    let values = (0..<column.values.count).map { KeyHash.of(column.values[$0]) }
    return column.codes.map { values[Int($0)] }
  }
}
