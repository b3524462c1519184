import Files
import Foundation

/// The mapped columns of a store, known to fit one another and the vocabulary.
struct StoreColumns: Sendable {
  let labels: MappedColumn
  /// Whether labels are 0 or 1, and no shares.
  let binaryLabels: Bool
  /// Whether labels are shares of the impressions that rows stand for.
  let countedLabels: Bool
  /// How much each row counts; nil where all count the same.
  let weights: MappedColumn?
  let scenarios: MappedColumn
  /// The place of each of the store's scenarios in the encoding, if it has another order; -1 for one that it does not know.
  let places: [Int32]?
  let sessions: MappedColumn?
  /// The side table whose rows have the sessions; nil for the log's own.
  let sessionTable: Int?
  let rowNumbers: MappedColumn
  /// For each side table, the row there of each row of the log.
  let tableRows: [MappedColumn]
  let fields: [Field]
  /// Of each key of the statistics.
  let counts: [MappedColumn]
  let statistics: RunningStatistics?

  struct Field: Sendable {
    /// Added to the column's rows, to find them in the table of all fields.
    let offset: Int
    /// The encoding's row for each of the store's, if they are not the same.
    let rows: [Int32]?
    /// The side table whose rows have the values; nil for the log's own.
    let table: Int?
    let ids: MappedColumn
    /// Where a field has several values, one more than there are rows.
    let starts: MappedColumn?
    let weights: MappedColumn?
  }

  /// Maps the columns and checks every block of them, on all cores. Throws `LogError` for what is not as it was written.
  ///
  /// - Parameters:
  ///   - encoding: that rows are to be numbered by.
  ///   - own: that the store was written with.
  ///   - translation: from that to the other; nil where they are the same.
  init(_ manifest: StoreManifest, encoding: Encoding, own: Encoding, _ translation: Translation?, folder: URL) throws {
    let rule = own.schema.labelRule
    let rows = manifest.sections.reduce(0) { $0 + $1.rows }
    func wrong(_ problem: String) -> LogError { LogError(problem, file: StoreManifest.fileName) }
    func rowCount(_ table: Int?) throws -> Int {
      guard let table else { return rows }
      guard manifest.tables.indices.contains(table) else { throw wrong("it speaks of a table that it does not have") }
      return manifest.tables[table].rows
    }
    binaryLabels = manifest.labels.bound > 0
    countedLabels = !binaryLabels && (rule.impressions != nil || manifest.isSampled == true)
    guard binaryLabels || manifest.labels.width == MemoryLayout<Float>.size else {
      throw wrong("its labels make no sense")
    }
    labels = try MappedColumn(manifest.labels, in: folder, count: rows, bound: 2)
    weights = try manifest.weights.map { try MappedColumn($0, in: folder, count: rows) }
    scenarios = try MappedColumn(manifest.scenarios, in: folder, count: rows, bound: own.scenarios.count + 1)
    places = translation?.scenarios
    sessions = try manifest.sessions.map { try MappedColumn($0.column, in: folder, count: try rowCount($0.table)) }
    sessionTable = manifest.sessions?.table
    rowNumbers = try MappedColumn(manifest.rowNumbers, in: folder, count: rows)
    tableRows = try manifest.tables.map { try MappedColumn($0.rowOf, in: folder, count: rows, bound: $0.rows) }
    fields = try manifest.fields.enumerated().map { place, stored in
      let field = encoding.fields[place]
      guard (stored.starts != nil) == field.multiValued, (stored.weights != nil) == field.weighted else {
        throw wrong("the field \(field.name) does not fit the vocabulary")
      }
      let count = try rowCount(stored.table)
      let starts = try stored.starts.map { try MappedColumn($0, in: folder, count: count + 1) }
      // Where lists end is looked at when what says so is known to be what was written.
      let ids = try MappedColumn(stored.ids, in: folder, count: starts == nil ? count : nil, bound: stored.rows)
      let weights = try stored.weights.map { try MappedColumn($0, in: folder, count: ids.count) }
      return Field(
        offset: field.offset, rows: translation?.rows[place], table: stored.table, ids: ids,
        starts: starts, weights: weights)
    }
    statistics = encoding.statistics
    counts = try (manifest.counts ?? []).map { try MappedColumn($0, in: folder, count: rows) }
    guard counts.count == statistics?.keys.count ?? 0,
      manifest.counts?.allSatisfy({ $0.width == MemoryLayout<StoredCount>.size }) ?? true
    else { throw wrong("its counts do not fit the vocabulary") }
    try check()
  }

  /// Hands over the scenario of each of some rows, -1 for one that the encoding does not know.
  @inline(__always)
  func forEachScenario(in rows: Range<Int>, _ body: (Int32) -> Void) {
    scenarios.forEach(in: rows) { body(place(of: $0)) }
  }

  /// A stored scenario's place in the encoding.
  @inline(__always)
  func place(of stored: Int) -> Int32 {
    let own = Int32(truncatingIfNeeded: stored) - 1
    return own < 0 ? -1 : places?[Int(own)] ?? own
  }

  /// The share of a row that was clicked.
  func share(_ row: Int) -> Float { binaryLabels ? Float(labels[row]) : labels.floats[row] }

  /// Clicks of some rows; of probabilities their sum, of counts the sum of what rows count, in which weights are.
  func clicks(in rows: Range<Int>) -> Double {
    guard !binaryLabels else {
      var clicks = 0
      labels.forEach(in: rows) { clicks += $0 }
      return Double(clicks)
    }
    return rows.reduce(0.0) { $0 + Double(labels.floats[$1]) * impressions($1) }
  }

  /// The impressions that a row stands for, times its weight if it has one; 1 where labels do not count.
  func impressions(_ row: Int) -> Double { countedLabels ? weights.map { Double($0.floats[row]) } ?? 1 : 1 }

  private var all: [MappedColumn] {
    [labels, scenarios, rowNumbers] + [weights, sessions].compactMap { $0 } + tableRows + counts
      + fields.flatMap { [$0.ids, $0.starts, $0.weights].compactMap { $0 } }
  }

  private func check() throws {
    let columns = all
    let starts = fields.compactMap { field in field.starts.map { ($0, field.ids.count) } }
    _ = try ThreadGroup.map(
      columns.count, threads: ProcessInfo.processInfo.activeProcessorCount, name: "checking"
    ) { try columns[$0].check() }
    // Lists begin one after another within their column.
    _ = try ThreadGroup.map(
      starts.count, threads: ProcessInfo.processInfo.activeProcessorCount, name: "checking"
    ) { number in
      let (column, count) = starts[number]
      var last = 0
      var ascending = true
      column.forEach(in: 0..<column.count) { start in
        ascending = ascending && start >= last
        last = start
      }
      guard ascending, last == count else {
        throw LogError(
          "the lists' places make no sense; the store is damaged, prepare it again", file: StoreManifest.fileName)
      }
      column.release()
    }
  }

  /// Lets go of the memory of everything, at the end of a pass.
  func release() { for column in all { column.release() } }

  /// Lets go of the memory of what has a place for each row of the log; reading goes on and brings in what it needs.
  func releaseRows() {
    for column in [labels, scenarios, rowNumbers] + tableRows + counts { column.release() }
    weights?.release()
    if sessionTable == nil { sessions?.release() }
    for field in fields where field.table == nil {
      field.ids.release()
      field.starts?.release()
      field.weights?.release()
    }
  }
}
