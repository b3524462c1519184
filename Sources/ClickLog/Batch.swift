/// Some rows of a log, as the model reads them. A reusable buffer: its contents are valid until the next-but-one batch
/// is asked for of the sequence it came from.
///
/// Handed from the reading thread to the one that asked, and touched by one of them at a time: hence unchecked.
public final class Batch: @unchecked Sendable {
  /// How many rows this batch holds; every array has exactly the length that follows from it.
  public var rows = 0
  /// Rows of the table of all fields (field offset added). The bag of row r and field f, of F fields, is
  /// `ids[starts[r * F + f] ..< starts[r * F + f + 1]]`; one entry exactly for fields with one value.
  public var ids: [Int32] = []
  /// rows · F + 1 places in `ids`.
  public var starts: [Int32] = [0]
  /// 1 for a click, 0 for none (0 throughout where the log has no labels).
  public var labels: [Float] = []
  /// Index into the encoding's scenarios, -1 for one that training did not have.
  public var scenarios: [Int32] = []
  /// Equal for the rows of one session. If the schema names no session, each row is its own (its row number).
  public var sessions: [Int32] = []
  /// The data row of the input, from 0, over all files, also counting rows that were dropped.
  public var rowNumbers: [Int] = []

  public init() {}
}

/// Fills batches from a store's columns, column by column.
struct BatchFiller {
  private let columns: StoreColumns

  init(_ columns: StoreColumns) { self.columns = columns }

  func fill(_ batch: Batch, _ rows: UnsafeBufferPointer<UInt32>) {
    batch.rows = rows.count
    Self.resize(&batch.labels, rows.count)
    Self.resize(&batch.scenarios, rows.count)
    Self.resize(&batch.sessions, rows.count)
    Self.resize(&batch.rowNumbers, rows.count)
    batch.labels.withUnsafeMutableBufferPointer { to in columns.labels.forEach(rows) { to[$0] = Float($1) } }
    batch.scenarios.withUnsafeMutableBufferPointer { to in columns.scenarios.forEach(rows) { to[$0] = Int32($1) - 1 } }
    batch.rowNumbers.withUnsafeMutableBufferPointer { to in columns.rowNumbers.forEach(rows) { to[$0] = $1 } }
    let sessions = columns.sessions ?? columns.rowNumbers
    batch.sessions.withUnsafeMutableBufferPointer { to in
      sessions.forEach(rows) { to[$0] = Int32(truncatingIfNeeded: $1) }
    }
    fillStarts(batch, rows)
    fillIDs(batch, rows)
  }

  private func fillStarts(_ batch: Batch, _ rows: UnsafeBufferPointer<UInt32>) {
    let width = columns.fields.count
    Self.resize(&batch.starts, rows.count * width + 1)
    batch.starts.withUnsafeMutableBufferPointer { starts in
      guard columns.fields.contains(where: { $0.starts != nil }) else {
        for i in 0..<starts.count { starts[i] = Int32(truncatingIfNeeded: i) }
        return
      }
      // First each bag's length, then their sums.
      starts[0] = 0
      for (f, field) in columns.fields.enumerated() {
        guard let lists = field.starts else {
          for r in 0..<rows.count { starts[r * width + f + 1] = 1 }
          continue
        }
        for r in 0..<rows.count {
          let row = Int(rows[r])
          starts[r * width + f + 1] = Int32(lists[row + 1] - lists[row])
        }
      }
      for i in 1..<starts.count { starts[i] += starts[i - 1] }
    }
    Self.resize(&batch.ids, Int(batch.starts.last ?? 0))
  }

  private func fillIDs(_ batch: Batch, _ rows: UnsafeBufferPointer<UInt32>) {
    let width = columns.fields.count
    batch.ids.withUnsafeMutableBufferPointer { ids in
      batch.starts.withUnsafeBufferPointer { starts in
        for (f, field) in columns.fields.enumerated() {
          let offset = Int32(field.offset)
          if let lists = field.starts {
            for r in 0..<rows.count {
              let first = lists[Int(rows[r])]
              let place = Int(starts[r * width + f])
              for i in 0..<Int(starts[r * width + f + 1]) - place {
                ids[place + i] = offset + Int32(truncatingIfNeeded: field.ids[first + i])
              }
            }
          } else {
            field.ids.forEach(rows) { r, id in
              ids[Int(starts[r * width + f])] = offset + Int32(truncatingIfNeeded: id)
            }
          }
        }
      }
    }
  }

  /// Gives an array this length, within its capacity once that is large enough.
  private static func resize<T: ExpressibleByIntegerLiteral>(_ array: inout [T], _ count: Int) {
    if array.count > count {
      array.removeLast(array.count - count)
    } else {
      array.append(contentsOf: repeatElement(0, count: count - array.count))
    }
  }
}
