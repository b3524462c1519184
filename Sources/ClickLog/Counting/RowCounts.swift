import Files
import Foundation
import Tensors

/// The counts that each row sees of a log's keys, by the row's place in the log.
struct RowCounts: Sendable {
  /// Of each key.
  let counts: [ScratchArray<StoredCount>]
  /// Of each key, the training part with what was counted before it.
  let tables: [CountTable]

  /// - Parameters:
  ///   - keys: their columns.
  ///   - rule: nil if no row of this log is to be counted.
  ///   - before: of each key, what was counted in earlier logs.
  ///   - seed: draws the folds.
  init(
    _ keys: [[LogLayout.Reference]], of log: CodedLog, _ rows: RowParts, rule: CountingRule?, before: [CountTable]?,
    seed: UInt64, threads: Int, in folder: URL, poll: (Int) throws -> Void
  ) throws {
    let order = try rule.map { try CountingOrder(log, rows, $0, seed: seed, in: folder) }
    let counted = try ThreadGroup.map(keys.count, threads: threads, name: "statistics", poll: poll) { key in
      let hashes = try RowHashes(keys[key], of: log, rows).all(in: folder)
      let counts = try ScratchArray<StoredCount>(log.log.rows, in: folder)
      var table = before?[key] ?? CountTable()
      order?.count(hashes, into: counts, &table)
      // All other rows see all that was counted.
      try rows.forEachChunk(of: log) { _, known, place in
        let parts = known.parts
        for row in 0..<place.rows where order == nil || parts[row] != PartName.training.code {
          counts[place.firstRow + row] = table[hashes[place.firstRow + row]].stored
        }
      }
      return (counts, table)
    }
    counts = counted.map(\.0)
    tables = counted.map(\.1)
  }
}
