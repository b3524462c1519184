/// A side table, read whole: one row a key, the wanted columns coded as the log's are.
///
/// Each row is coded once, however many rows of the log point to it. After the last row stands one more, coded from
/// empty cells: the one of all keys that are not there.
final class SideTable {
  let join: Schema.Join
  let file: LogFile
  private let header: TableHeader
  private let keyColumn: Int
  private(set) var keys = Interner()

  /// Reads the header alone. Throws `LogError` if the file or the key column is missing.
  init(_ join: Schema.Join, source: LogSource) throws {
    self.join = join
    file = try source.sideFile(join.file)
    header = try TableHeader(file)
    guard let column = header.names.firstIndex(of: join.on) else {
      throw LogError(
        "no column \"\(join.on)\", on which the schema joins; \(NearestNames.hint(for: join.on, among: header.names))",
        file: file.name)
    }
    keyColumn = column
  }

  /// The columns a feature may come from.
  var columns: [String] { header.names.filter { $0 != join.on } }

  /// The row that stands for a missing key.
  var missingRow: UInt32 { UInt32(keys.count) }

  /// Hands every row's cells to the coders of their columns.
  func read(into coders: [(name: String, coder: ColumnCoder)]) throws {
    let places = coders.compactMap { pair in header.names.firstIndex(of: pair.name).map { ($0, pair) } }
    let reader = try RowReader(file, delimiter: header.delimiter)
    _ = try reader.next()
    while try reader.next() {
      try reader.checkCount(header.names.count)
      guard keys.intern(reader[keyColumn]) == UInt32(reader.row - 1) else {
        let key = String(decoding: reader[keyColumn], as: UTF8.self)
        throw reader.error("expected each key once, found \"\(key)\" again", column: join.on)
      }
      for (column, pair) in places where !(try pair.coder.append(reader[column])) {
        throw reader.unreadable(column, named: pair.name, expected: pair.coder.expected)
      }
    }
    // The row of keys that are not there.
    for (_, pair) in places { _ = try pair.coder.append(Cell(start: nil, count: 0)) }
  }

  /// This table's row for each code of the log's key column.
  func rows(of logKeys: Interner) -> [UInt32] {
    (0..<logKeys.count).map { code in logKeys.withBytes(UInt32(code)) { keys.find($0) } ?? missingRow }
  }
}

extension RowReader {
  /// Throws unless the current row has as many cells as the header.
  func checkCount(_ expected: Int) throws {
    guard count == expected else { throw error("expected \(expected) columns, as in the header, found \(count)") }
  }

  /// The error of a cell that its column's coder could not read.
  func unreadable(_ column: Int, named name: String, expected: String) -> LogError {
    error("\(expected), found \"\(String(decoding: self[column].prefix(40), as: UTF8.self))\"", column: name)
  }
}
