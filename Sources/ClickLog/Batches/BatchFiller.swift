/// Fills batches from a store's columns, column by column. Keeps its scratch memory: one a thread.
final class BatchFiller {
  private let columns: StoreColumns
  private let width: Int
  private let hasLists: Bool
  private let hasWeights: Bool
  /// Of each key of the statistics; they live as long as the columns.
  private let counts: [UnsafeBufferPointer<StoredCount>]
  /// For each side table, the batch's rows there.
  private var tableRows: [[UInt32]]
  /// For each field with several values, where in the store each row's begin.
  private var firsts: [[Int]]

  init(_ columns: StoreColumns) {
    self.columns = columns
    width = columns.fields.count
    hasLists = columns.fields.contains { $0.starts != nil }
    hasWeights = columns.fields.contains { $0.weights != nil }
    counts = columns.counts.map(\.counts)
    tableRows = columns.tableRows.map { _ in [] }
    firsts = columns.fields.map { _ in [] }
  }

  func fill(_ batch: Batch, _ rows: UnsafeBufferPointer<UInt32>) {
    batch.rows = rows.count
    Self.resize(&batch.labels, rows.count)
    Self.resize(&batch.scenarios, rows.count)
    Self.resize(&batch.sessions, rows.count)
    Self.resize(&batch.rowNumbers, rows.count)
    for table in tableRows.indices {
      Self.resize(&tableRows[table], rows.count)
      tableRows[table].withUnsafeMutableBufferPointer { to in
        columns.tableRows[table].forEach(rows) { to[$0] = UInt32(truncatingIfNeeded: $1) }
      }
    }
    if columns.binaryLabels {
      batch.labels.withUnsafeMutableBufferPointer { to in columns.labels.forEach(rows) { to[$0] = Float($1) } }
    } else {
      Self.gather(columns.labels, rows, into: &batch.labels)
    }
    if let weights = columns.weights { Self.gather(weights, rows, into: &batch.rowWeights) }
    batch.scenarios.withUnsafeMutableBufferPointer { to in
      columns.scenarios.forEach(rows) { to[$0] = columns.place(of: $1) }
    }
    batch.rowNumbers.withUnsafeMutableBufferPointer { to in columns.rowNumbers.forEach(rows) { to[$0] = $1 } }
    batch.sessions.withUnsafeMutableBufferPointer { to in
      withRows(of: columns.sessions == nil ? nil : columns.sessionTable, rows) { rows in
        (columns.sessions ?? columns.rowNumbers).forEach(rows) { to[$0] = Int32(truncatingIfNeeded: $1) }
      }
    }
    fillStarts(batch, rows)
    Self.resize(&batch.ids, Int(batch.starts.last ?? 0))
    fillIDs(batch, rows)
    for (f, field) in columns.fields.enumerated() {
      if let rows = field.rows { translate(f, by: rows, in: batch) }
    }
    if hasWeights { fillWeights(batch, rows) }
    if let statistics = columns.statistics { fill(&batch.numbers, statistics, rows) }
  }

  private func fill(
    _ numbers: inout [Float], _ statistics: RunningStatistics, _ rows: UnsafeBufferPointer<UInt32>
  ) {
    let width = statistics.width
    Self.resize(&numbers, rows.count * width)
    numbers.withUnsafeMutableBufferPointer { numbers in
      guard let start = numbers.baseAddress else { return }
      for i in 0..<rows.count { statistics.fill(start + i * width) { counts[$0][Int(rows[i])] } }
    }
  }

  /// The rows of the log, or those of a side table that they point to.
  private func withRows(
    of table: Int?, _ rows: UnsafeBufferPointer<UInt32>, _ body: (UnsafeBufferPointer<UInt32>) -> Void
  ) {
    guard let table else { return body(rows) }
    tableRows[table].withUnsafeBufferPointer(body)
  }

  private func fillStarts(_ batch: Batch, _ rows: UnsafeBufferPointer<UInt32>) {
    let width = width
    Self.resize(&batch.starts, rows.count * width + 1)
    batch.starts.withUnsafeMutableBufferPointer { starts in
      guard hasLists else {
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
        Self.resize(&firsts[f], rows.count)
        firsts[f].withUnsafeMutableBufferPointer { firsts in
          withRows(of: field.table, rows) { rows in
            for r in 0..<rows.count {
              let first = lists[Int(rows[r])]
              firsts[r] = first
              starts[r * width + f + 1] = Int32(truncatingIfNeeded: lists[Int(rows[r]) + 1] - first)
            }
          }
        }
      }
      for i in 1..<starts.count { starts[i] += starts[i - 1] }
    }
  }

  private func fillIDs(_ batch: Batch, _ rows: UnsafeBufferPointer<UInt32>) {
    let width = width
    batch.ids.withUnsafeMutableBufferPointer { ids in
      guard let target = ids.baseAddress else { return }
      batch.starts.withUnsafeBufferPointer { starts in
        for (f, field) in columns.fields.enumerated() {
          let offset = Int32(truncatingIfNeeded: field.offset)
          if field.starts != nil {
            firsts[f].withUnsafeBufferPointer { firsts in
              field.ids.copyRuns(
                firsts: firsts, counts: { Int(starts[$0 * width + f + 1] - starts[$0 * width + f]) },
                places: { Int(starts[$0 * width + f]) }, offset: offset, to: target)
            }
          } else {
            withRows(of: field.table, rows) { rows in
              field.ids.forEach(rows) { r, id in
                target[Int(starts[r * width + f])] = offset &+ Int32(truncatingIfNeeded: id)
              }
            }
          }
        }
      }
    }
  }

  /// Gives a field's values the rows that the encoding has for them.
  private func translate(_ field: Int, by rows: [Int32], in batch: Batch) {
    let offset = Int32(truncatingIfNeeded: columns.fields[field].offset)
    batch.ids.withUnsafeMutableBufferPointer { ids in
      for r in 0..<batch.rows {
        let bag = Int(batch.starts[r * width + field])..<Int(batch.starts[r * width + field + 1])
        for i in bag { ids[i] = offset + rows[Int(ids[i] - offset)] }
      }
    }
  }

  private func fillWeights(_ batch: Batch, _ rows: UnsafeBufferPointer<UInt32>) {
    let width = width
    Self.resize(&batch.weights, batch.ids.count)
    batch.weights.withUnsafeMutableBufferPointer { weights in
      for (f, field) in columns.fields.enumerated() {
        let stored = field.weights?.floats
        for r in 0..<rows.count {
          let places = Int(batch.starts[r * width + f])..<Int(batch.starts[r * width + f + 1])
          for (i, place) in places.enumerated() { weights[place] = stored.map { $0[firsts[f][r] + i] } ?? 1 }
        }
      }
    }
  }

  private static func gather(_ column: MappedColumn, _ rows: UnsafeBufferPointer<UInt32>, into array: inout [Float]) {
    resize(&array, rows.count)
    let floats = column.floats
    array.withUnsafeMutableBufferPointer { to in for i in 0..<rows.count { to[i] = floats[Int(rows[i])] } }
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
