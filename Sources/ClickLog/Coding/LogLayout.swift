import Foundation

/// Which columns of a log and its side tables are read, how, and what for.
struct LogLayout: Sendable {
  /// One of the columns of a source that are read.
  struct Column: Sendable, Equatable {
    let name: String
    /// Its place in the source's header.
    let place: Int
    let kind: ColumnKind
  }

  /// A coded column: of the log, or of a side table.
  struct Reference: Hashable, Sendable {
    /// Nil for the log itself.
    let table: Int?
    /// Its place among the columns of that source that are read.
    let column: Int
  }

  /// Each column once for each way it is read. The order follows the schema, not the files.
  private(set) var log: [Column] = []
  private(set) var tables: [[Column]] = []
  // Places in `log`.
  private(set) var label: Int?
  private(set) var conversion: Int?
  private(set) var split: Int?
  private(set) var time: Int?
  private(set) var scenario: [Reference] = []
  private(set) var session: Reference?
  private(set) var features: [Reference] = []
  /// The log's column of each table's key. The table's own is its first.
  private(set) var keys: [Int] = []

  private let source: LogSource
  private let tableSources: [TableSource]

  /// Finds every column the schema names. Throws `LogError` if one is not there.
  ///
  /// - Parameters:
  ///   - schema: with its features spelt out.
  ///   - labelled: whether there must be labels.
  ///   - split: whether the columns of the split must be there; if not, they are used when they are.
  init(_ source: LogSource, _ tables: [TableSource], schema: Schema, labelled: Bool, split: Bool) throws {
    self.source = source
    tableSources = tables
    for table in tables {
      keys.append(
        try add(table.join.on, "key of the join with \(table.join.file)", .id(numbersOnly: false)))
      self.tables.append([Column(name: table.join.on, place: table.keyColumn, kind: .id(numbersOnly: false))])
    }
    if labelled || has(schema.label) { label = try add(schema.label, "label", .label(strict: labelled)) }
    if let name = schema.conversion, labelled || has(name) {
      conversion = try add(name, "conversion", .label(strict: labelled))
    }
    scenario = try schema.scenario.map { try find($0, "scenario", .id(numbersOnly: false)) }
    if let name = schema.session, labelled || has(name) || tables.contains(where: { $0.columns.contains(name) }) {
      session = try find(name, "session", .id(numbersOnly: false))
    }
    try addSplit(schema, required: split)
    for feature in schema.features { features.append(try find(feature.name, "feature", feature.kind.column)) }
  }

  private mutating func addSplit(_ schema: Schema, required: Bool) throws {
    if let name = schema.time, required, !has(name) { throw missing(name, "time") }
    switch schema.split {
    case .column(let name, let validation, let test):
      guard required || has(name) else { return }
      let numbers = Numbers.read(validation) != nil && Numbers.read(test) != nil
      split = try add(name, "column of the split", .id(numbersOnly: numbers))
    case .value(let name, _, _):
      guard required || has(name) else { return }
      split = try add(name, "column of the split", .id(numbersOnly: false))
    case .order:
      guard let name = schema.time, required || has(name) else { return }
      time = try add(name, "time", .time)
    case .random: break
    }
  }

  /// The columns that are read of the log, or of a table.
  func columns(ofTable table: Int?) -> [Column] { table.map { tables[$0] } ?? log }

  private func has(_ name: String) -> Bool { source.header.contains(name) }

  /// A column of the log itself.
  private mutating func add(_ name: String, _ role: String, _ kind: ColumnKind) throws -> Int {
    guard let place = source.header.firstIndex(of: name) else { throw missing(name, role) }
    try Self.check(name, in: source.rows)
    return Self.add(Column(name: name, place: place, kind: kind), to: &log)
  }

  private static func add(_ column: Column, to columns: inout [Column]) -> Int {
    if let known = columns.firstIndex(of: column) { return known }
    columns.append(column)
    return columns.count - 1
  }

  /// A column of the log, or else of one side table.
  private mutating func find(_ name: String, _ role: String, _ kind: ColumnKind) throws -> Reference {
    if has(name) { return Reference(table: nil, column: try add(name, role, kind)) }
    let holders = tableSources.indices.filter { tableSources[$0].columns.contains(name) }
    guard let table = holders.first, let place = tableSources[table].rows.header.firstIndex(of: name) else {
      throw missing(name, role, more: tableSources.flatMap(\.columns), tableSources.map(\.name))
    }
    try Self.check(name, in: tableSources[table].rows)
    guard holders.count == 1 else {
      throw LogError(
        "the \(role) \(name) is in both \(tableSources[table].name) and \(tableSources[holders[1]].name); "
          + "rename one of the columns")
    }
    return Reference(
      table: table, column: Self.add(Column(name: name, place: place, kind: kind), to: &tables[table]))
  }

  /// Throws for a column that is there and cannot be read.
  static func check(_ name: String, in rows: RowSource) throws {
    guard let problem = rows.faults[name] else { return }
    throw LogError(problem, file: rows.files[0].name, column: name)
  }

  private func missing(_ name: String, _ role: String, more: [String] = [], _ tables: [String] = []) -> LogError {
    let file = ([source.files[0].name] + tables).joined(separator: ", ")
    return LogError(
      "no column \"\(name)\" (\(role) of the schema); \(NearestNames.hint(for: name, among: source.header + more))",
      file: file)
  }
}

extension Schema.Feature.Kind {
  /// How a feature's cells are read.
  var column: ColumnKind {
    switch self {
    case .id: .id(numbersOnly: false)
    case .number: .number
    case .ids(let list): .ids(separator: list.separator.utf8.first ?? UInt8(ascii: ","), weighted: list.weighted)
    }
  }
}

/// Where a side table's rows are: one row a key, whose columns stand beside those of the log's rows with the same key.
struct TableSource: Sendable {
  let join: Schema.Join
  let rows: RowSource
  let keyColumn: Int

  /// Throws `LogError` if the file, found from this folder, or the key column is missing.
  init(_ join: Schema.Join, in folder: URL, form: FileForm) throws {
    self.join = join
    rows = try RowSource(join, in: folder, form: form)
    guard let column = rows.header.firstIndex(of: join.on) else {
      throw LogError(
        "no column \"\(join.on)\", on which the schema joins; \(NearestNames.hint(for: join.on, among: rows.header))",
        file: rows.files[0].name)
    }
    try LogLayout.check(join.on, in: rows)
    keyColumn = column
  }

  /// What error lines call it.
  var name: String { rows.files[0].name }

  /// The columns that may be used.
  var columns: [String] { rows.header.filter { $0 != join.on } }
}
