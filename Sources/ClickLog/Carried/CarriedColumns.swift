/// Columns of a log or its side tables, whatever they are used for, as their text stands in the input: to go beside the
/// predictions of its rows, so that these can be joined.
///
/// A store does not have the text of its log, so the log is read once more, in step with the rows that are asked for.
package final class CarriedColumns {
  private enum Place {
    case log(column: Int)
    case table(Int, column: Int, key: Int)
  }

  private let places: [Place]
  private var rows: NumberedRows
  private let tables: [CarriedTable]

  /// Finds the columns: of the log itself, or else of one side table. Reads the side tables that have some.
  ///
  /// - Throws: `LogError` for a column that is not there, that two tables have, or that cannot be used.
  package init(_ names: [String], of source: LogSource, schema: Schema) throws {
    let sources = try schema.joins.map { try TableSource($0, in: source.folder, form: schema.format) }
    let log = source.rows
    var places: [Place] = []
    // Of each table, the places of its columns in its header.
    var ofTables: [[Int]] = sources.map { _ in [] }
    for name in names {
      if let column = log.header.firstIndex(of: name) {
        try LogLayout.check(name, in: log)
        places.append(.log(column: column))
        continue
      }
      let holders = sources.indices.filter { sources[$0].columns.contains(name) }
      guard let table = holders.first, let column = sources[table].rows.header.firstIndex(of: name) else {
        let all = log.header + sources.flatMap(\.columns)
        throw LogError(
          "no column \"\(NearestNames.short(name))\"; \(log.hint ?? NearestNames.hint(for: name, among: all))",
          file: ([source.files[0].name] + sources.map(\.name)).joined(separator: ", "))
      }
      guard holders.count == 1 else {
        throw LogError("the column \(name) is in both \(sources[table].name) and \(sources[holders[1]].name)")
      }
      try LogLayout.check(name, in: sources[table].rows)
      let join = sources[table].join
      guard let key = log.header.firstIndex(of: join.on) else {
        throw LogError("no column \"\(join.on)\", on which the schema joins \(join.file)", file: source.files[0].name)
      }
      places.append(.table(table, column: ofTables[table].count, key: key))
      ofTables[table].append(column)
    }
    self.places = places
    let ofLog = places.map { place in
      switch place {
      case .log(let column): column
      case .table(_, _, let key): key
      }
    }
    rows = NumberedRows(log, lists: Self.lists(ofLog, of: log.header, schema))
    tables = try zip(sources, ofTables).map { table, columns in
      let header = table.rows.header
      return try CarriedTable(
        table, columns: columns, lists: Self.lists(columns + [table.keyColumn], of: header, schema))
    }
  }

  /// How the cells of these columns hold several values: as the schema's feature of that column has it, or else with
  /// commas. Nothing is read of the other columns.
  private static func lists(_ columns: [Int], of header: [String], _ schema: Schema) -> [ListForm?] {
    var lists = [ListForm?](repeating: .unused, count: header.count)
    for column in columns {
      lists[column] = ListForm(separator: UInt8(ascii: ","), weighted: false)
      for feature in schema.features where feature.column == header[column] {
        if case .ids(let list) = feature.kind { lists[column] = ListReading(list).form }
      }
    }
    return lists
  }

  /// The columns' cells in some rows.
  ///
  /// - Parameter numbers: the rows' numbers in the log, ascending, and none before those asked for last.
  package func cells(ofRows numbers: some Sequence<Int>) throws -> [TextCells] {
    var cells = places.map { _ in TextCells() }
    for number in numbers {
      let row = try rows.row(number)
      for (index, place) in places.enumerated() {
        switch place {
        case .log(let column): cells[index].append(row[column])
        case .table(let table, let column, let key):
          tables[table].withCell(column, of: row[key]) { cells[index].append($0) }
        }
      }
    }
    return cells
  }
}
