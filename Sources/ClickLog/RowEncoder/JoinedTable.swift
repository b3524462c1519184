/// A side table in memory, its columns encoded: what `SideTable` is on the disk.
///
/// After the last row is one more, that of all keys that are not there: its cells are empty.
final class JoinedTable: Sendable {
  /// The columns that are read of a table.
  struct Columns: Sendable {
    var fields: [(column: LogLayout.Column, encoder: FieldEncoder)] = []
    /// Those whose values name the scenario.
    var scenarios: [LogLayout.Column] = []
    /// Those of keys of statistics.
    var keyed: [LogLayout.Column] = []
  }

  private let keys: Interner
  private let values: EncodedValues
  /// Field f's bag in row r is `values[starts[r * fields + f] ..< starts[r * fields + f + 1]]`. Empty where every bag has
  /// one value.
  private let starts: [Int]
  private let fields: Int
  private let texts: [Texts]
  /// Of each column of a key, the hash of each row's value.
  private let hashes: [[UInt64]]

  /// A column's distinct values, and of each row the place of its own.
  private struct Texts: Sendable {
    var distinct = Interner()
    var codes: [UInt32] = []

    mutating func append(_ cell: Cell) { codes.append(distinct.intern(cell)) }
  }

  /// Reads a table.
  ///
  /// - Parameter maxBadRows: rows that cannot be read are left out, up to this number.
  /// - Throws: `LogError` for the first row that is not as it must be, if there are more such rows, or for a key that is
  ///   there twice.
  init(_ source: TableSource, _ columns: Columns, hasWeights: Bool, maxBadRows: Int) throws {
    let fields = columns.fields.count
    var (keys, starts) = (Interner(), [Int]())
    // Copies of rows are read, and left out.
    var hashes: [UInt64] = []
    let missing = MissingWords(source.rows.form)
    var texts = columns.scenarios.map { _ in Texts() }
    var values = EncodedValues(hasWeights: hasWeights)
    let hasLists = columns.fields.contains { $0.encoder.list != nil }
    if hasLists { starts.append(0) }
    let header = source.rows.header
    let key = LogLayout.Column(name: source.join.key, place: source.keyColumn, kind: .id)
    var keyHashes = columns.keyed.map { _ in [UInt64]() }
    let lists = ChunkCoder.lists(
      columns.fields.map(\.column) + columns.scenarios + columns.keyed + [key], of: header.count)
    var badRows = 0
    try source.rows.forEachRow(lists: lists) { cursor in
      let before = values.count
      do {
        try cursor.check()
        if let known = keys.find(missing.read(cursor[source.keyColumn])) {
          guard hashes[Int(known)] != cursor.rowHash else { return true }
        }
        for field in columns.fields {
          guard field.encoder.append(missing.read(cursor[field.column.place]), to: &values) else {
            throw cursor.unreadable(
              field.column.place, named: field.column.name, expected: "expected \(field.encoder.expected)")
          }
          if hasLists { starts.append(values.count) }
        }
      } catch let error as LogError {
        badRows += 1
        guard badRows <= maxBadRows else { throw error }
        values.keep(before)
        if hasLists { starts.removeLast(starts.count - 1 - keys.count * fields) }
        return true
      }
      let key = missing.read(cursor[source.keyColumn])
      let row = UInt32(keys.count)
      guard keys.intern(key) == row else { throw cursor.error(SideTable.repeated(key), column: source.join.key) }
      hashes.append(cursor.rowHash)
      for (text, column) in columns.scenarios.enumerated() { texts[text].append(missing.read(cursor[column.place])) }
      for (place, column) in columns.keyed.enumerated() {
        keyHashes[place].append(KeyHash.of(missing.read(cursor[column.place])))
      }
      return true
    }
    for field in columns.fields {
      _ = field.encoder.append(.empty, to: &values)
      if hasLists { starts.append(values.count) }
    }
    for text in texts.indices { texts[text].append(.empty) }
    (self.keys, self.values, self.starts) = (keys, values, starts)
    (self.fields, self.texts) = (fields, texts)
    self.hashes = keyHashes.map { $0 + [KeyHash.of(.empty)] }
  }

  /// The row of a key; of one that is not there, the row for these.
  func row(of key: Cell) -> Int { keys.find(key).map(Int.init) ?? keys.count }

  /// Appends a field's bag in a row.
  @inline(__always)
  func append(field: Int, row: Int, to bags: inout EncodedValues) {
    let bag = row * fields + field
    bags.append(starts.isEmpty ? bag..<bag + 1 : starts[bag]..<starts[bag + 1], of: values)
  }

  /// The hash of the value that a row has in a column of a key.
  func hash(_ column: Int, row: Int) -> UInt64 { hashes[column][row] }

  /// A scenario column's value in a row.
  func text(_ column: Int, row: Int) -> String { texts[column].distinct.text(texts[column].codes[row]) }
}

extension EncodedValues {
  /// Forgets all but the first so many values.
  fileprivate mutating func keep(_ count: Int) {
    ids.removeLast(ids.count - count)
    if hasWeights { weights.removeLast(weights.count - count) }
  }
}
