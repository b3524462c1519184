/// Some columns of a side table in memory, as their text stands there, found by the table's key.
struct CarriedTable {
  private let missing: MissingWords
  private var keys = Interner()
  /// Of each column, its distinct values, and of each key the place of its own.
  private var values: [Interner]
  private var codes: [[UInt32]]

  /// Reads a table. What makes one wrong was seen when it was read before: rows without the form of a row are passed by.
  ///
  /// - Parameters:
  ///   - columns: their places in the header.
  ///   - lists: how the columns' cells hold several values.
  init(_ table: TableSource, columns: [Int], lists: [ListForm?]) throws {
    missing = MissingWords(table.rows.form)
    values = columns.map { _ in Interner() }
    codes = columns.map { _ in [] }
    try table.rows.forEachRow(lists: lists) { cursor in
      guard (try? cursor.check()) != nil else { return true }
      let count = keys.count
      guard keys.intern(missing.read(cursor[table.keyColumn])) == UInt32(count) else { return true }
      for (place, column) in columns.enumerated() { codes[place].append(values[place].intern(cursor[column])) }
      return true
    }
  }

  /// Hands over the cell of a key in a column, an empty one for a key that is not there.
  func withCell<R>(_ column: Int, of key: Cell, _ body: (Cell) -> R) -> R {
    guard let row = keys.find(missing.read(key)) else { return body(Cell.empty) }
    return values[column].withBytes(codes[column][Int(row)], body)
  }
}
