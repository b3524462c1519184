import Foundation

/// Puts a coded log's rows into their final codes and writes them.
struct StoreRows {
  let log: CodedLog
  let split: RowSplit
  let maps: [RowMap]
  let encoding: Encoding
  let folder: URL

  func write() throws -> StoreManifest {
    let writer = StoreWriter(folder: folder, split: split)
    let fields = try zip(encoding.fields, log.features).enumerated().map { i, pair in
      let name = i < 10 ? "field-0\(i)" : "field-\(i)"
      return try write(pair.0, pair.1, name, writer)
    }
    let labels = try log.labels?.labels.values()
    let numbers = try log.rowNumbers?.values()
    let known = Dictionary(
      encoding.scenarios.enumerated().map { ($1, UInt32($0 + 1)) }, uniquingKeysWith: { first, _ in first })
    let names = log.scenarios.names
    let scenarioOf = (0..<names.count).map { known[names.text(UInt32($0))] ?? 0 }
    let codes = try log.scenarios.codes.values()
    func scenario(_ row: UInt32) -> UInt32 { scenarioOf[Int(codes[Int(row)])] }
    let sessions = try log.sessions.map { coder in
      let codes = try coder.codes.values()
      return try writer.column("sessions", bound: coder.values.count) { codes[Int($0)] }
    }
    return StoreManifest(
      fingerprint: Fingerprint.text(log.fingerprint), labelled: labels != nil, rows: split.sizes,
      clicks: perPart { labels?[Int($0)] == 1 ? 1 : 0 },
      statistics: statistics(fields.map(\.unknown), unknownScenarios: perPart { scenario($0) == 0 ? 1 : 0 }),
      labels: try writer.column("labels", bound: 2) { UInt32(labels?[Int($0)] ?? 0) },
      scenarios: try writer.column("scenarios", bound: encoding.scenarios.count + 1, scenario),
      sessions: sessions,
      rowNumbers: try writer.column("rows", bound: log.rowsRead) { numbers?[Int($0)] ?? $0 },
      fields: fields.map(\.field))
  }

  /// Writes one field, and says how much of it is unknown.
  private func write(
    _ field: Field, _ feature: CodedLog.Feature, _ file: String, _ writer: StoreWriter
  ) throws -> (field: StoreField, unknown: LogStatistics.UnknownShare) {
    let map = feature.table.map { maps[$0] } ?? .log
    var stored: StoreField
    var unknown = [0, 0, 0]
    var all = split.sizes
    switch (field.coding, feature.coder) {
    case (.number(let buckets), let coder as NumberCoder):
      let numbers = try coder.numbers.values()
      let ids = try writer.column(file, bound: field.rows) { UInt32(buckets.row(of: numbers[map[$0]])) }
      stored = StoreField(name: field.name, rows: field.rows, ids: ids)
      unknown = perPart { numbers[map[$0]].isNaN ? 1 : 0 }
    case (.several(let vocabulary, _, _), let coder as ListCoder):
      let (starts, codes) = (try coder.starts.values(), try coder.codes.values())
      let rows = vocabulary.rows(of: coder.distinct)
      func list(_ row: UInt32) -> UnsafeBufferPointer<UInt32> {
        let place = map[row]
        return UnsafeBufferPointer(rebasing: codes[Int(starts[place])..<Int(starts[place + 1])])
      }
      let columns = try writer.lists(file, bound: field.rows, list, row: rows)
      stored = StoreField(name: field.name, rows: field.rows, ids: columns.ids, starts: columns.starts)
      unknown = perPart { list($0).reduce(0) { $0 + (rows[Int($1)] == 0 ? 1 : 0) } }
      all = perPart { list($0).count }
    case (.single(let vocabulary), let coder as IDCoder):
      let codes = try coder.codes.values()
      let rows = vocabulary.rows(of: coder.values)
      let ids = try writer.column(file, bound: field.rows) { rows[Int(codes[map[$0]])] }
      stored = StoreField(name: field.name, rows: field.rows, ids: ids)
      unknown = perPart { rows[Int(codes[map[$0]])] == 0 ? 1 : 0 }
    default: throw LogError("the vocabulary does not fit the schema's kind of this feature", column: field.name)
    }
    let shares = zip(unknown, all).map { $1 == 0 ? 0 : Double($0) / Double($1) }
    return (stored, LogStatistics.UnknownShare(field: field.name, shares: shares))
  }

  private func statistics(_ unknown: [LogStatistics.UnknownShare], unknownScenarios: [Int]) -> LogStatistics {
    let joins = zip(log.tables, maps).map { table, map in
      let missing = Int(table.missingRow)
      return LogStatistics.JoinMisses(file: table.join.file, rows: perPart { map[$0] == missing ? 1 : 0 }.reduce(0, +))
    }
    return LogStatistics(
      rowsRead: log.rowsRead, duplicates: log.duplicates, duplicatesDropped: log.rowNumbers != nil, joins: joins,
      unknownScenarios: unknownScenarios.reduce(0, +), fields: unknown)
  }

  /// Sums over the rows of training, of validation and of test.
  private func perPart(_ value: (UInt32) -> Int) -> [Int] {
    var first = 0
    return split.sizes.map { size in
      defer { first += size }
      return split.order[first..<first + size].reduce(0) { $0 + value($1) }
    }
  }
}
