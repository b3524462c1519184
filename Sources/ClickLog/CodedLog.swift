/// How far the reading of a log is.
public struct LogProgress: Sendable, Equatable {
  /// Of the files as they lie on the disk (compressed, where they are).
  public var bytesDone: Int
  public var bytesTotal: Int
  public var rows: Int
}

/// A log's needed columns, coded in one pass over its text. What codes mean for a model is decided afterwards.
final class CodedLog {
  /// A feature's column, and the side table it stands in (nil: in the log itself).
  struct Feature {
    let coder: ColumnCoder
    let table: Int?
  }

  /// Rows kept, and all rows of the files (they differ where duplicates are dropped).
  private(set) var rows = 0
  private(set) var rowsRead = 0
  private(set) var duplicates = 0
  var fingerprint: UInt64 = 0

  private(set) var features: [Feature] = []
  private(set) var tables: [SideTable] = []
  /// The log's key column of each side table.
  private(set) var keys: [IDCoder] = []
  private(set) var labels: LabelCoder?
  let scenarios: ScenarioCoder
  private(set) var sessions: IDCoder?
  private(set) var splitValues: IDCoder?
  private(set) var times: TimeCoder?
  /// The number in the input of each kept row, where rows were dropped.
  private(set) var rowNumbers: Spool<UInt32>?

  private let source: LogSource
  private let schema: Schema
  private let dropsDuplicates: Bool
  private let spools: SpoolFolder
  private var coders: [(column: Int, coder: ColumnCoder)] = []
  private var sharedIDs: [Int: IDCoder] = [:]

  /// Finds every column the schema names. Throws `LogError` if one is not there.
  ///
  /// - Parameters:
  ///   - schema: with its features spelt out.
  ///   - labelled: whether the label is read.
  ///   - split: whether the columns of the split must be there; if not, they are used when they are.
  init(_ source: LogSource, schema: Schema, labelled: Bool, split: Bool, spools: SpoolFolder) throws {
    self.source = source
    self.schema = schema
    self.spools = spools
    // A prediction answers every row.
    dropsDuplicates = schema.dropDuplicates && labelled
    let columns = ColumnNames(source)
    scenarios = ScenarioCoder(try spools.make(), columns: try schema.scenario.map { try columns.place($0, "scenario") })
    if labelled {
      let coder = LabelCoder(try spools.make())
      coders.append((try columns.place(schema.label, "label"), coder))
      labels = coder
    }
    if let name = schema.session, labelled || columns.has(name) {
      sessions = try idCoder(columns.place(name, "session"))
    }
    try addSplit(columns, required: split)
    for join in schema.joins {
      let table = try SideTable(join, source: source)
      tables.append(table)
      keys.append(try idCoder(columns.place(join.on, "key of the join with \(join.file)")))
    }
    try addFeatures(columns)
    if dropsDuplicates { rowNumbers = try spools.make() }
  }

  private func addSplit(_ columns: ColumnNames, required: Bool) throws {
    if let name = schema.time, required { _ = try columns.place(name, "time") }
    switch schema.split {
    case .column(let name, let validation, let test):
      guard required || columns.has(name) else { return }
      let numbers = Numbers.read(validation) != nil && Numbers.read(test) != nil
      let coder = IDCoder(try spools.make(), numbersOnly: numbers)
      coders.append((try columns.place(name, "column of the split"), coder))
      splitValues = coder
    case .order:
      guard let name = schema.time, required || columns.has(name) else { return }
      let coder = TimeCoder(try spools.make())
      coders.append((try columns.place(name, "time"), coder))
      times = coder
    case .random: break
    }
  }

  private func addFeatures(_ columns: ColumnNames) throws {
    var wanted = [[(name: String, coder: ColumnCoder)]](repeating: [], count: tables.count)
    for feature in schema.features {
      if columns.has(feature.name) {
        let column = try columns.place(feature.name, "feature")
        if feature.kind == .id {
          features.append(Feature(coder: try idCoder(column), table: nil))
        } else {
          let coder = try spools.coder(for: feature.kind)
          coders.append((column, coder))
          features.append(Feature(coder: coder, table: nil))
        }
        continue
      }
      let places = tables.indices.filter { tables[$0].columns.contains(feature.name) }
      guard let table = places.first else {
        throw columns.missing(feature.name, "feature", more: tables.flatMap(\.columns), tables.map(\.file.name))
      }
      guard places.count == 1 else {
        throw LogError(
          "the feature \(feature.name) is in both \(tables[table].file.name) and \(tables[places[1]].file.name); "
            + "rename one of the columns")
      }
      let coder = try spools.coder(for: feature.kind)
      wanted[table].append((feature.name, coder))
      features.append(Feature(coder: coder, table: table))
    }
    for (table, coders) in zip(tables, wanted) { try table.read(into: coders) }
  }

  /// One coder for all uses of a log's column as plain values.
  private func idCoder(_ column: Int) throws -> IDCoder {
    if let coder = sharedIDs[column] { return coder }
    let coder = IDCoder(try spools.make())
    sharedIDs[column] = coder
    coders.append((column, coder))
    return coder
  }

  /// Reads the files. Throws `LogError` for the first row that is not as it must be, or if there is none at all.
  func read(progress: (LogProgress) throws -> Void) throws {
    let total = source.files.reduce(0) { $0 + $1.size }
    var before = 0
    var seen = HashSet64()
    for file in source.files {
      let reader = try RowReader(file, delimiter: source.delimiter)
      _ = try reader.next()
      while try reader.next() {
        rowsRead += 1
        try reader.checkCount(source.header.count)
        if rowsRead & 0x3fff == 0 {
          guard rowsRead < Int(UInt32.max) - 0x4000 else { throw reader.error("more than 4 billion rows in one log") }
          try progress(LogProgress(bytesDone: before + reader.consumed, bytesTotal: total, rows: rowsRead))
        }
        if !seen.insert(reader.rowHash) {
          duplicates += 1
          if dropsDuplicates { continue }
        }
        for (column, coder) in coders where !(try coder.append(reader[column])) {
          throw reader.unreadable(column, named: source.header[column], expected: coder.expected)
        }
        try scenarios.append(reader)
        try rowNumbers?.append(UInt32(rowsRead - 1))
        rows += 1
      }
      before += file.size
      fingerprint = ByteHash.finish(ByteHash.fold(fingerprint, reader.hash.value))
    }
    guard rows > 0 else { throw LogError("there is a header but no row", file: source.files[0].name) }
    try progress(LogProgress(bytesDone: total, bytesTotal: total, rows: rowsRead))
  }
}

/// The columns of a log by name.
struct ColumnNames {
  private let places: [String: Int]
  private let source: LogSource

  init(_ source: LogSource) {
    self.source = source
    places = Dictionary(uniqueKeysWithValues: source.header.enumerated().map { ($1, $0) })
  }

  func has(_ name: String) -> Bool { places[name] != nil }

  func place(_ name: String, _ role: String) throws -> Int {
    guard let place = places[name] else { throw missing(name, role) }
    return place
  }

  func missing(_ name: String, _ role: String, more: [String] = [], _ tables: [String] = []) -> LogError {
    let file = ([source.files[0].name] + tables).joined(separator: ", ")
    return LogError(
      "no column \"\(name)\" (\(role) of the schema); \(NearestNames.hint(for: name, among: source.header + more))",
      file: file)
  }
}
