import Foundation

/// Which columns of a log and its side tables are read, how, and what for.
struct LogLayout: Sendable {
  /// One of the columns of a source that are read.
  struct Column: Sendable, Equatable {
    let name: String
    /// Its place in the source's header.
    let place: Int
    let kind: ColumnKind
    var role = Role.any

    /// What else a column is for than what the hash of a log says of it.
    enum Role: Sendable { case any, impressions, clock }
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
  /// Where the label counts clicks, the column of the impressions.
  private(set) var impressions: Int?
  private(set) var weight: Int?
  /// How many rows without a click one stands for, where only some were kept; 1 where all are there.
  private(set) var rowsOfNegative = 1.0
  private(set) var conversion: Int?
  private(set) var split: Int?
  /// The times that order the rows, where they are split so.
  private(set) var time: Int?
  /// The times that tell when rows happened: of the split, or of the schema's `time`.
  private(set) var clock: Int?
  private(set) var scenario: [Reference] = []
  private(set) var session: Reference?
  private(set) var features: [Reference] = []
  /// The columns that keys of statistics are made of, by their names.
  private(set) var keyed: [String: Reference] = [:]
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
        try add(table.join.on, "key of the join with \(table.join.file)", .id))
      self.tables.append([Column(name: table.join.key, place: table.keyColumn, kind: .id)])
    }
    if labelled || has(schema.label) {
      label = try add(schema.label, "label", .label(schema.labelRule, strict: labelled))
    }
    if labelled {
      impressions = try schema.labelRule.impressions.map {
        try add($0, "impressions of the label", .weight(decimalComma: decimalComma), .impressions)
      }
      rowsOfNegative = schema.negativeSampling.map { 1 / $0 } ?? 1
      weight = try schema.weight.map { try add($0, "weight", .weight(decimalComma: decimalComma)) }
    }
    if let name = schema.conversion, labelled || has(name) {
      conversion = try add(name, "conversion", .label(.truth, strict: labelled))
    }
    scenario = try schema.scenario.map { name in
      try find(name, "scenario") { schema.scenarioBuckets[name] == nil ? .id : .number(decimalComma: $0) }
    }
    if let name = schema.session, labelled || has(name) || tables.contains(where: { $0.columns.contains(name) }) {
      session = try find(name, "session") { _ in .id }
    }
    try addSplit(schema, required: split)
    for feature in schema.features {
      features.append(
        try find(feature.column, "feature") { feature.kind.column(schema.timeFormat, decimalComma: $0) })
    }
    for name in Set(schema.statisticsKeys.joined()).sorted() {
      keyed[name] = try find(name, "key of the statistics") { _ in .id }
    }
  }

  /// The same for a log that has all its rows without a click.
  func withAllNegatives() -> LogLayout {
    var layout = self
    layout.rowsOfNegative = 1
    return layout
  }

  private var decimalComma: Bool { source.rows.form.decimalComma }

  private mutating func addSplit(_ schema: Schema, required: Bool) throws {
    if let name = schema.time, required, !has(name) { throw missing(name, "time") }
    switch schema.split {
    case .column(let name, _, _):
      if required || has(name) {
        split = try add(name, "column of the split", .time(schema.timeFormat, strict: true))
        clock = split
      }
    case .value(let name, _, _):
      if required || has(name) { split = try add(name, "column of the split", .id) }
    case .random(_, let group?):
      if required || has(group) { split = try add(group, "group of the split", .id) }
    case .order:
      if let name = schema.time, required || has(name) {
        time = try add(name, "time", .time(schema.timeFormat, strict: true))
        clock = time
      }
    case .random(_, nil), .files: break
    }
    if let name = schema.time, clock == nil || name != log[clock ?? 0].name, has(name) {
      clock = try add(name, "time", .time(schema.timeFormat, strict: false), .clock)
    }
  }

  /// The columns that are read of the log, or of a table.
  func columns(ofTable table: Int?) -> [Column] { table.map { tables[$0] } ?? log }

  private func has(_ name: String) -> Bool { source.header.contains(name) }

  /// A column of the log itself.
  private mutating func add(
    _ name: String, _ what: String, _ kind: ColumnKind, _ role: Column.Role = .any
  ) throws -> Int {
    guard let place = source.header.firstIndex(of: name) else { throw missing(name, what) }
    try Self.check(name, in: source.rows)
    return Self.add(Column(name: name, place: place, kind: kind, role: role), to: &log)
  }

  private static func add(_ column: Column, to columns: inout [Column]) -> Int {
    if let known = columns.firstIndex(of: column) { return known }
    columns.append(column)
    return columns.count - 1
  }

  /// A column of the log, or else of one side table.
  ///
  /// - Parameter kind: how it is read, where numbers have a comma before decimals or not.
  private mutating func find(_ name: String, _ role: String, _ kind: (Bool) -> ColumnKind) throws -> Reference {
    if has(name) { return Reference(table: nil, column: try add(name, role, kind(decimalComma))) }
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
      table: table,
      column: Self.add(
        Column(name: name, place: place, kind: kind(tableSources[table].rows.form.decimalComma)), to: &tables[table]))
  }

  /// Throws for a column that is there and cannot be used.
  static func check(_ name: String, in rows: RowSource) throws {
    if let fault = rows.faults[name] { throw fault }
  }

  private func missing(_ name: String, _ role: String, more: [String] = [], _ tables: [String] = []) -> LogError {
    let file = ([source.files[0].name] + tables).joined(separator: ", ")
    let hint = source.rows.hint ?? NearestNames.hint(for: name, among: source.header + more)
    return LogError("no column \"\(name)\" (\(role) of the schema); \(hint)", file: file)
  }
}

extension Schema.Feature.Kind {
  /// How a feature's cells are read.
  func column(_ timeFormat: TimeFormat?, decimalComma: Bool) -> ColumnKind {
    switch self {
    case .id: .id
    case .number: .number(decimalComma: decimalComma)
    case .ids(let list): .ids(ListReading(list))
    case .timePart(let part): .timePart(part, timeFormat)
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
    guard let column = rows.header.firstIndex(of: join.key) else {
      throw LogError(
        "no column \"\(join.key)\", on which the schema joins; \(NearestNames.hint(for: join.key, among: rows.header))",
        file: rows.files[0].name)
    }
    try LogLayout.check(join.key, in: rows)
    keyColumn = column
  }

  /// What error lines call it.
  var name: String { rows.files[0].name }

  /// The columns that may be used.
  var columns: [String] { rows.header.filter { $0 != join.key } }
}
