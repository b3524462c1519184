/// Encodes one row after another into a batch.
struct RowWriter {
  /// What the next row gives for each of the encoder's columns; nil where it gives none.
  var given: [RowValue?]

  private let encoder: RowEncoder
  private var values: EncodedValues
  private var starts: [Int32] = [0]
  private var scenarios: [Int32] = []
  private var numbers: [Float] = []
  /// The row's rows in the side tables; -1 where none was needed yet.
  private var tableRows: [Int]
  private var scratch: [UInt8] = []

  init(_ encoder: RowEncoder, rows: Int) {
    self.encoder = encoder
    given = Array(repeating: nil, count: encoder.names.count)
    values = EncodedValues(hasWeights: encoder.hasWeights)
    tableRows = Array(repeating: -1, count: encoder.tables.count)
    starts.reserveCapacity(rows * encoder.fields.count + 1)
    values.reserveCapacity(rows * encoder.fields.count)
    scenarios.reserveCapacity(rows)
  }

  /// Encodes the row that `given` holds.
  ///
  /// - Parameter number: the row's, for errors.
  mutating func append(row number: Int) throws(RowError) {
    for table in tableRows.indices { tableRows[table] = -1 }
    for (source, encoder) in encoder.fields {
      if let joined = source.joined, !gives(source.column) {
        let row = try row(ofTable: joined.table, number)
        self.encoder.tables[joined.table].table.append(field: joined.place, row: row, to: &values)
      } else {
        let value = try value(source.column, number)
        guard encoder.append(value, &scratch, to: &values) else {
          throw unreadable(source.column, encoder.expected, number)
        }
      }
      starts.append(Int32(truncatingIfNeeded: values.count))
    }
    guard values.count <= Int(Int32.max) else {
      throw RowError(.unreadable(expected: "at most \(Int32.max) values in a batch", found: "more"), row: number)
    }
    scenarios.append(try scenario(number))
    if let statistics = encoder.encoding.statistics { try append(statistics, number) }
  }

  /// What was counted of the row's values of each key.
  private mutating func append(_ statistics: RunningStatistics, _ number: Int) throws(RowError) {
    var counts: [StoredCount] = []
    for (key, sources) in encoder.keys.enumerated() {
      var joint: UInt64?
      for source in sources {
        let hash = try hash(source, number)
        joint = joint.map { KeyHash.join($0, hash) } ?? hash
      }
      counts.append(statistics.count(ofKey: key, joint ?? 0))
    }
    statistics.append(counts, to: &numbers)
  }

  private mutating func hash(_ source: RowEncoder.Source, _ number: Int) throws(RowError) -> UInt64 {
    if let joined = source.joined, !gives(source.column) {
      return encoder.tables[joined.table].table.hash(joined.place, row: try row(ofTable: joined.table, number))
    }
    let missing = encoder.missing
    let hash = try value(source.column, number).withCell(separator: nil, &scratch) { KeyHash.of(missing.read($0)) }
    guard let hash else { throw unreadable(source.column, "one value", number) }
    return hash
  }

  /// The rows encoded so far.
  consuming func batch() -> Batch {
    let batch = Batch()
    batch.rows = scenarios.count
    batch.ids = values.ids
    batch.starts = starts
    batch.weights = values.weights
    batch.numbers = numbers
    batch.labels = Array(repeating: 0, count: scenarios.count)
    batch.scenarios = scenarios
    batch.sessions = (0..<Int32(scenarios.count)).map(\.self)
    batch.rowNumbers = Array(scenarios.indices)
    return batch
  }

  private mutating func scenario(_ number: Int) throws(RowError) -> Int32 {
    var texts: [String] = []
    for (place, source) in encoder.scenario.enumerated() {
      if let joined = source.joined, !gives(source.column) {
        let row = try row(ofTable: joined.table, number)
        texts.append(try scenario(encoder.tables[joined.table].table.text(joined.place, row: row), place, number))
      } else {
        let text = try value(source.column, number).withCell(separator: nil, &scratch) {
          String(decoding: $0, as: UTF8.self)
        }
        guard let text else { throw unreadable(source.column, "one value", number) }
        texts.append(try scenario(text, place, number))
      }
    }
    return Int32(encoder.scenarioNumbers.number(of: Scenario.name(texts), orElse: Scenario.nameAmongOthers(texts))) - 1
  }

  /// The scenario's name that a value stands for.
  private func scenario(_ text: String, _ place: Int, _ number: Int) throws(RowError) -> String {
    var text = text
    let buckets = encoder.scenarioBuckets[place]
    let name: String? = text.withUTF8 { bytes in
      let cell = Scenario.trimmed(encoder.missing.read(Cell(bytes)))
      guard let buckets else { return String(decoding: cell, as: UTF8.self) }
      return NumberCoder.number(cell, decimalComma: encoder.encoding.schema.format.decimalComma)
        .map { Scenario.name(ofBucket: buckets.row(of: $0), buckets) }
    }
    guard let name else { throw unreadable(encoder.scenario[place].column, NumberCoder.Range.number.words, number) }
    return name
  }

  private mutating func row(ofTable table: Int, _ number: Int) throws(RowError) -> Int {
    if tableRows[table] >= 0 { return tableRows[table] }
    let (key, rows) = encoder.tables[table]
    guard let row = try value(key, number).withCell(separator: nil, &scratch, rows.row) else {
      throw unreadable(key, "one value", number)
    }
    tableRows[table] = row
    return row
  }

  private func gives(_ column: Int) -> Bool { if case .some = given[column] { true } else { false } }

  /// The value that a row gives for a column, which no table has for it.
  private func value(_ column: Int, _ number: Int) throws(RowError) -> RowValue {
    if let value = given[column] { return value }
    guard encoder.missingColumns == .empty else {
      throw RowError(.missing, row: number, column: encoder.names[column])
    }
    return .missing
  }

  private func unreadable(_ column: Int, _ expected: String, _ number: Int) -> RowError {
    RowError(
      .unreadable(expected: expected, found: (given[column] ?? .missing).shown), row: number,
      column: encoder.names[column])
  }
}
