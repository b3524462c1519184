import Files
import Foundation

/// Writes a coded log's rows into the columns of a store, in their final codes; several columns at a time.
struct StoreRows: Sendable {
  let log: CodedLog
  let rows: RowParts
  let encoding: Encoding
  /// What each row sees of the keys of the encoding's statistics.
  var counts: [ScratchArray<StoredCount>] = []
  let folder: URL

  /// What of the log is said in the manifest, besides its columns.
  struct Facts: Sendable {
    var fingerprint: UInt64
    var duplicatesDropped: Bool
    var contradictionsDropped: Bool
  }

  private enum Column: Sendable {
    case labels, weights, scenarios, sessions, rowNumbers
    case table(Int)
    case field(Int)
    case counts(Int)
  }

  private enum Written: Sendable {
    case column(StoreColumn)
    case counts(StoreColumn)
    case sessions(StoreSessions?)
    case weights(StoreColumn?)
    case field(FieldColumns.Written)
    case scenarios(StoreColumn, unknown: Int)
  }

  /// - Parameter poll: is told how many columns are done, of how many; throws to stop.
  func write(_ facts: Facts, threads: Int, poll: (Int, Int) throws -> Void) throws -> StoreManifest {
    // The long ones first, so that the threads end together.
    let columns =
      encoding.fields.indices.map(Column.field) + [.sessions] + log.tables.indices.map(Column.table)
      + [.rowNumbers, .scenarios, .labels, .weights] + counts.indices.map(Column.counts)
    func tell(_ done: Int) throws { try poll(done, columns.count) }
    let written = try ThreadGroup.map(columns.count, threads: threads, name: "writing", poll: tell) {
      try write(columns[$0])
    }

    var fields: [FieldColumns.Written] = []
    var sessions: StoreSessions?
    var weights: StoreColumn?
    var counts: [StoreColumn] = []
    var rest: [StoreColumn] = []
    var unknownScenarios = 0
    for column in written {
      switch column {
      case .field(let field): fields.append(field)
      case .sessions(let found): sessions = found
      case .weights(let found): weights = found
      case .column(let column): rest.append(column)
      case .counts(let column): counts.append(column)
      case .scenarios(let column, let unknown):
        rest.append(column)
        unknownScenarios = unknown
      }
    }
    let count = log.tables.count
    let tables = zip(log.tables, rest).map { StoreTable(name: $0.name, rows: $0.count, rowOf: $1) }
    let misses = log.tables.enumerated().map { table, side in
      LogStatistics.JoinMisses(
        file: side.name, rows: rows.rowsOfTable.reduce(0) { $0 + Int($1[table][side.missingRow]) })
    }
    return StoreManifest(
      fingerprint: Fingerprint.text(facts.fingerprint), labelled: log.layout.label != nil && labelled,
      sections: PartName.allCases.map { part in
        StoreSection(
          part: part.rawValue, rows: rows.sizes[part.rawValue], clicks: labelled ? rows.clicks[part.rawValue] : 0,
          generation: encoding.generation)
      },
      logs: [
        StoreLog(
          fingerprint: Fingerprint.text(facts.fingerprint), generation: encoding.generation,
          rowsRead: log.log.rowsRead, tableRows: log.tables.map(\.count),
          times: log.layout.clock.flatMap { rows.times.range(log.forms(ofTimes: $0)) },
          first: rows.times.all?.lowerBound, last: rows.times.all?.upperBound)
      ],
      statistics: LogStatistics(
        rowsRead: log.log.rowsRead, badRows: log.log.badRows + log.tables.reduce(0) { $0 + $1.rows.badRows },
        firstBadRows: (log.tables.flatMap(\.rows.firstBadRows) + log.log.firstBadRows).map(\.description),
        duplicates: rows.duplicates, duplicatesDropped: facts.duplicatesDropped, contradictions: rows.contradictions,
        contradictionsDropped: facts.contradictionsDropped, joins: misses, unknownScenarios: unknownScenarios,
        fields: fields.map(\.unknown),
        times: log.layout.clock.flatMap {
          LogStatistics.Times(rows.times, column: log.layout.log[$0].name, log.forms(ofTimes: $0))
        },
        emptyFiles: log.emptyFiles > 0 ? log.emptyFiles : nil),
      tables: tables, labels: rest[count + 2], isSampled: log.layout.rowsOfNegative == 1 ? nil : true, weights: weights,
      scenarios: rest[count + 1], sessions: sessions,
      rowNumbers: rest[count],
      fields: fields.map(\.field), counts: counts.isEmpty ? nil : counts)
  }

  /// Whether the labels are to be believed: a log that only asks for predictions may have none, or anything there.
  private var labelled: Bool {
    guard let label = log.layout.label, case .label(_, strict: true) = log.layout.log[label].kind else { return false }
    return true
  }

  private func write(_ column: Column) throws -> Written {
    switch column {
    case .labels:
      guard labelled, !log.layout.hasBinaryLabels else {
        return .column(
          try ofLog("labels", bound: 2) { coded, _, _ in
            let labels = ChunkLabels(coded, log.layout)
            return { labels?.clicks($0) == 1 ? 1 : 0 }
          })
      }
      return .column(
        try ofLog("labels") { coded, _ in
          let labels = ChunkLabels(coded, log.layout)
          return { labels?.share($0) ?? 0 }
        })
    case .weights:
      guard labelled, log.layout.hasWeights else { return .weights(nil) }
      return .weights(
        try ofLog("weights") { coded, _ in
          let labels = ChunkLabels(coded, log.layout)
          return { labels?.weight($0) ?? 0 }
        })
    case .scenarios: return try scenarios()
    case .sessions: return .sessions(try sessions())
    case .rowNumbers:
      return .column(
        try ofLog("rows", bound: log.log.rowsRead) { coded, _, place in
          let numbers = coded.numbers
          return { UInt32(place.firstNumber) + (numbers.isEmpty ? UInt32($0) : numbers[$0]) }
        })
    case .table(let table):
      return .column(
        try ofLog("table-\(table)", bound: log.tables[table].count) { _, known, _ in
          let rows = known.rows(ofTable: table)
          return { rows[$0] }
        })
    case .field(let index): return .field(try FieldColumns(self, index).write())
    case .counts(let key):
      let counts = counts[key]
      return .counts(try ofLog("counts-\(key)") { _, place in { counts[place.firstRow + $0] } })
    }
  }

  private func scenarios() throws -> Written {
    let numbers = encoding.scenarioNumbers(of: rows.cells)
    var unknown = 0
    let column = try ofLog("scenarios", bound: encoding.scenarios.count + 1) { _, known, place in
      let (cells, parts) = (known.cells, known.parts)
      for row in 0..<place.rows where parts[row] != PartName.nowhere && numbers[Int(cells[row])] == 0 { unknown += 1 }
      return { numbers[Int(cells[$0])] }
    }
    return .scenarios(column, unknown: unknown)
  }

  /// Sessions are numbered as their values first appear.
  private func sessions() throws -> StoreSessions? {
    guard let reference = log.layout.session else { return nil }
    var values = Interner()
    if reference.table == nil {
      // Once through for the numbers, so that their width is known, and once to write them.
      try log.log.forEachChunk { coded, _ in
        let column = coded.column(reference.column)
        for code in 0..<column.values.count { _ = values.intern(column.values[code]) }
      }
      let column = try ofLog("sessions", bound: values.count) { coded, _, _ in
        let column = coded.column(reference.column)
        let numbers = (0..<column.values.count).map { values.intern(column.values[$0]) }
        return { numbers[Int(column.codes[$0])] }
      }
      return StoreSessions(table: nil, column: column)
    }
    let table = log.tables[reference.table ?? 0]
    try table.rows.forEachChunk { coded, _ in
      let column = coded.column(reference.column)
      for code in 0..<column.values.count { _ = values.intern(column.values[code]) }
    }
    let missing = values.intern(Cell.empty)
    let column = try ofTable(table, "sessions", bound: values.count, missing: missing) { coded in
      let column = coded.column(reference.column)
      let numbers = (0..<column.values.count).map { values.intern(column.values[$0]) }
      return { numbers[Int(column.codes[$0])] }
    }
    return StoreSessions(table: reference.table, column: column)
  }

  /// One number for each row of the log, in the order of the parts.
  ///
  /// - Parameter chunk: is asked, for each chunk, for what gives the number of one of its rows.
  func ofLog(
    _ file: String, bound: Int,
    _ chunk: (CodedChunk, RowParts.Chunk, CodedRows.Chunk) throws -> (Int) -> UInt32
  ) throws -> StoreColumn {
    func write<T: FixedWidthInteger & BitwiseCopyable>(_ type: T.Type) throws -> StoreColumn {
      let writer = try SectionedWriter<T>(folder.appendingPathComponent(file), sizes: rows.sizes)
      try rows.forEachChunk(of: log) { coded, known, place in
        let value = try chunk(coded, known, place)
        let parts = known.parts
        for row in 0..<place.rows where parts[row] != PartName.nowhere {
          try writer.append(T(truncatingIfNeeded: value(row)), to: Int(parts[row]))
        }
      }
      return try writer.finish(bound: bound)
    }
    return switch StoreColumn.width(below: bound) {
    case 1: try write(UInt8.self)
    case 2: try write(UInt16.self)
    default: try write(UInt32.self)
    }
  }

  /// One or more floats for each row of the log, in the order of the parts.
  private func ofLog<Value: BitwiseCopyable>(
    _ file: String, _ chunk: (CodedChunk, CodedRows.Chunk) throws -> (Int) -> Value
  ) throws -> StoreColumn {
    let writer = try SectionedWriter<Value>(folder.appendingPathComponent(file), sizes: rows.sizes)
    try rows.forEachChunk(of: log) { coded, known, place in
      let value = try chunk(coded, place)
      let parts = known.parts
      for row in 0..<place.rows where parts[row] != PartName.nowhere {
        try writer.append(value(row), to: Int(parts[row]))
      }
    }
    return try writer.finish(bound: 0)
  }

  /// One number for each row of a side table, and one for missing keys.
  func ofTable(
    _ table: SideTable, _ file: String, bound: Int, missing: UInt32, _ chunk: (CodedChunk) throws -> (Int) -> UInt32
  ) throws -> StoreColumn {
    func write<T: FixedWidthInteger & BitwiseCopyable>(_ type: T.Type) throws -> StoreColumn {
      let writer = try SectionedWriter<T>(folder.appendingPathComponent(file), sizes: [table.count])
      try table.rows.forEachChunk { coded, place in
        let value = try chunk(coded)
        for row in 0..<place.rows { try writer.append(T(truncatingIfNeeded: value(row)), to: 0) }
      }
      try writer.append(T(truncatingIfNeeded: missing), to: 0)
      return try writer.finish(bound: bound)
    }
    return switch StoreColumn.width(below: bound) {
    case 1: try write(UInt8.self)
    case 2: try write(UInt16.self)
    default: try write(UInt32.self)
    }
  }
}
