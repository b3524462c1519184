import Foundation

/// Encodes rows given in memory, as names and values, exactly as preparing a file with the same encoding does
/// (`LogPreparer(source:encoding:labelsRequired:)`): the same ids, bags, weights and scenarios, bit for bit.
///
/// ```swift
/// let encoder = try RowEncoder(encoding, tables: folder)
/// let batch = try encoder.batch(of: [["user_id": "7", "page": "home", "tags": ["a", "b"], "price": 12.5]])
/// ```
///
/// Cells are read as a log's are (`RowValue` has the text of each value): ids byte by byte, so that `"07"` and `" 7"` are other
/// ids than `"7"`; lists cut at the schema's separator, spaces around their values left away; numbers in any spelling, `""`,
/// `NaN`, `NA`, `null` and the like for a missing one. Values that training did not know, or saw too rarely, are on their
/// field's unknown row, and scenarios that it did not know are -1.
///
/// Side tables are read once and kept, encoded, in memory. A column that the row itself gives wins over that of a side
/// table, whatever its value, as a log's own column does; a key that is not in the table leaves the table's columns empty.
///
/// Nothing of it changes and nothing is on the disk: copies of it may be used by many threads at once.
public struct RowEncoder: Sendable {
  /// What to do with a row that lacks a column that the encoding needs.
  public enum MissingColumns: Sendable {
    /// The row is an error.
    case refused
    /// The column is as an empty cell of a log: of an id, the empty value if training knew it, otherwise an unknown one; a
    /// missing number; an empty list.
    case empty
  }

  /// What to do with a name that is none of the encoding's, nor of the schema's other columns or the side tables.
  public enum UnknownNames: Sendable {
    /// The row is an error, since the name may be a misspelt one.
    case refused
    /// It is left out, as other columns of a log are.
    case ignored
  }

  public let encoding: Encoding
  public var missingColumns = MissingColumns.refused
  public var unknownNames = UnknownNames.refused

  /// A column of `names`, and where its values are for a row that does not give them.
  struct Source: Sendable {
    let column: Int
    var joined: (table: Int, place: Int)?
  }

  /// All columns that are read of a row, each once: keys of side tables, scenario, features.
  let names: [String]
  let placeOfName: [String: Int]
  /// Names that say nothing to the encoding, but are no mistake.
  private let otherNames: Set<String>
  let fields: [(source: Source, encoder: FieldEncoder)]
  let scenario: [Source]
  /// Of each key of the statistics, its columns.
  let keys: [[Source]]
  let tables: [(key: Int, table: JoinedTable)]
  let scenarioNumbers: ScenarioNumbers
  /// Of each scenario column, how its numbers are cut.
  let scenarioBuckets: [Buckets?]
  let missing: MissingWords
  let hasWeights: Bool

  /// Without side tables: rows give the columns that they would have.
  public init(_ encoding: Encoding) {
    self.init(encoding, RowLayout(encoding.schema, []), tables: [])
  }

  /// Reads the side tables of the encoding's schema.
  ///
  /// - Parameters:
  ///   - folder: where their paths begin, as those of a log in this folder do.
  ///   - maxBadRows: rows of a table that cannot be read are left out, up to this number.
  /// - Throws: `LogError` if a table is not there, lacks its key, has a key twice, or has a row that cannot be read.
  public init(_ encoding: Encoding, tables folder: URL, maxBadRows: Int = 0) throws {
    let sources = try encoding.schema.joins.map { try TableSource($0, in: folder, form: encoding.schema.format) }
    let layout = RowLayout(encoding.schema, sources)
    let hasWeights = encoding.fields.contains(where: \.weighted)
    let tables = try layout.tables.map { table in
      try JoinedTable(
        sources[table.source], try table.columns(sources[table.source], encoding), hasWeights: hasWeights,
        maxBadRows: maxBadRows)
    }
    self.init(encoding, layout, tables: tables)
  }

  private init(_ encoding: Encoding, _ layout: RowLayout, tables: [JoinedTable]) {
    self.encoding = encoding
    names = layout.names
    placeOfName = Dictionary(layout.names.enumerated().map { ($1, $0) }, uniquingKeysWith: { first, _ in first })
    otherNames = layout.otherNames
    fields = zip(layout.features, FieldEncoder.all(of: encoding, form: encoding.schema.format)).map { ($0, $1) }
    scenario = layout.scenario
    keys = layout.keys
    self.tables = zip(layout.tables, tables).map { ($0.key, $1) }
    scenarioNumbers = ScenarioNumbers(encoding.scenarios)
    missing = MissingWords(encoding.schema.format)
    scenarioBuckets = encoding.schema.scenario.map { name in
      // A fitted schema has the limits themselves.
      if case .limits(let limits)? = encoding.schema.scenarioBuckets[name] { Buckets(edges: limits) } else { nil }
    }
    hasWeights = encoding.fields.contains(where: \.weighted)
  }

  /// The columns that a row must give, in the order keys of side tables, scenario, features, keys of statistics.
  ///
  /// A key may be missing where the row gives all columns that are needed of its table.
  public var columns: [String] { names.indices.filter { !joined.contains($0) }.map { names[$0] } }

  /// The columns that come from side tables unless the row gives them.
  public var joinedColumns: [String] { names.indices.filter(joined.contains).map { names[$0] } }

  private var joined: Set<Int> {
    Set((fields.map(\.source) + scenario + keys.joined()).filter { $0.joined != nil }.map(\.column))
  }

  /// Encodes rows in their order; there may be none.
  ///
  /// - Returns: a batch without labels (all are 0), in which each row is a session of its own.
  /// - Throws: `RowError` for the first value or name that is not as it must be.
  public func batch(of rows: [[String: RowValue]]) throws(RowError) -> Batch {
    var writer = RowWriter(self, rows: rows.count)
    for (number, row) in rows.enumerated() {
      var found = 0
      for (place, name) in names.enumerated() {
        let value = row[name]
        writer.given[place] = value
        if case .some = value { found += 1 }
      }
      if found < row.count, unknownNames == .refused { try checkNames(row.keys.sorted(), row: number + 1) }
      try writer.append(row: number + 1)
    }
    return writer.batch()
  }

  /// An encoder of rows given as values alone, in the order of these names: no dictionary is built for a row.
  ///
  /// - Throws: `RowError` if a needed column is missing or a name is unknown (as the policies of this encoder have it), or
  ///   if one is there twice.
  public func positional(_ names: [String]) throws(RowError) -> PositionalRowEncoder {
    try PositionalRowEncoder(self, names: names)
  }

  /// Throws for the first of these names that is not known.
  func checkNames(_ given: some Sequence<String>, row: Int? = nil) throws(RowError) {
    for name in given where placeOfName[name] == nil && !otherNames.contains(name) {
      throw RowError(.unknownName(nearest: NearestNames.nearest(to: name, among: names)), row: row, column: name)
    }
  }
}
