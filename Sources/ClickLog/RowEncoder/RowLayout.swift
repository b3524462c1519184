/// Which columns are read of a row given in memory and of the side tables: what `LogLayout` is of a log.
///
/// A log has a column or has it not, and only then a side table is asked. A row may have it today and not tomorrow: so each
/// column that one table has is looked for there wherever the row does not give it.
struct RowLayout {
  struct Table {
    /// The place of its source, and of its key among `names`.
    let source: Int
    let key: Int
    /// The features and the scenario columns that are read of it, by their places in the schema.
    fileprivate(set) var features: [(index: Int, name: String, kind: ColumnKind)] = []
    fileprivate(set) var scenario: [String] = []
    /// The columns of keys of statistics.
    fileprivate(set) var keyed: [String] = []

    /// The place of a column of a key, which is read then.
    fileprivate mutating func place(ofKeyed name: String) -> Int {
      if let known = keyed.firstIndex(of: name) { return known }
      keyed.append(name)
      return keyed.count - 1
    }

    func columns(_ source: TableSource, _ encoding: Encoding) throws -> JoinedTable.Columns {
      let encoders = FieldEncoder.all(of: encoding, form: source.rows.form)
      func column(_ name: String, _ kind: ColumnKind) throws -> LogLayout.Column {
        try LogLayout.check(name, in: source.rows)
        return LogLayout.Column(name: name, place: source.rows.header.firstIndex(of: name) ?? 0, kind: kind)
      }
      return JoinedTable.Columns(
        fields: try features.map { (try column($0.name, $0.kind), encoders[$0.index]) },
        scenarios: try scenario.map { try column($0, .id) }, keyed: try keyed.map { try column($0, .id) })
    }
  }

  private(set) var names: [String] = []
  private(set) var features: [RowEncoder.Source] = []
  private(set) var scenario: [RowEncoder.Source] = []
  /// Of each key of the statistics, its columns.
  private(set) var keys: [[RowEncoder.Source]] = []
  /// The tables of which anything is needed.
  private(set) var tables: [Table] = []
  private(set) var otherNames: Set<String>

  init(_ schema: Schema, _ sources: [TableSource]) {
    let roles = [
      schema.label, schema.labelRule.impressions, schema.weight, schema.session, schema.time, schema.conversion,
      schema.splitColumn,
    ]
    let keys = schema.joins.map(\.on)
    otherNames = Set(roles.compactMap { $0 } + keys + sources.flatMap(\.columns))
    // A key is the row's own, and so is a column that two tables have.
    func source(of name: String) -> Int? {
      let holders = sources.indices.filter { sources[$0].columns.contains(name) }
      return holders.count == 1 && !keys.contains(name) ? holders[0] : nil
    }
    let keyed = schema.statisticsKeys
    let needed = Set((schema.scenario + schema.features.map(\.column) + keyed.joined()).compactMap(source))
    for source in needed.sorted() { tables.append(Table(source: source, key: add(sources[source].join.on))) }
    for name in schema.scenario {
      var found = RowEncoder.Source(column: add(name))
      if let table = tables.firstIndex(where: { $0.source == source(of: name) }) {
        found.joined = (table, tables[table].scenario.count)
        tables[table].scenario.append(name)
      }
      scenario.append(found)
    }
    for (index, feature) in schema.features.enumerated() {
      var found = RowEncoder.Source(column: add(feature.column))
      if let table = tables.firstIndex(where: { $0.source == source(of: feature.column) }) {
        found.joined = (table, tables[table].features.count)
        tables[table].features.append(
          (index, feature.column, feature.kind.column(schema.timeFormat, decimalComma: false)))
      }
      features.append(found)
    }
    self.keys = keyed.map { columns in
      columns.map { name in
        var found = RowEncoder.Source(column: add(name))
        if let table = tables.firstIndex(where: { $0.source == source(of: name) }) {
          found.joined = (table, tables[table].place(ofKeyed: name))
        }
        return found
      }
    }
  }

  private mutating func add(_ name: String) -> Int {
    if let known = names.firstIndex(of: name) { return known }
    names.append(name)
    return names.count - 1
  }
}
