import Files
import Foundation

extension PreparedLog {
  /// Adds a later log, such as a new day, to a store.
  ///
  /// The store's vocabularies and scenarios grow by what the new training rows bring; no row of them moves, and neither does a row of the
  /// store: the new ones lie behind the old, each with the part that the split gives it, those before keep theirs. Sessions,
  /// copies of rows and the sides of joins do not reach from one log into the other.
  ///
  /// - Parameters:
  ///   - split: how the new log is split, if not as the store's schema says.
  ///   - progress: throws to stop; the store then stays as it was.
  /// - Returns: the store, opened again.
  /// - Throws: `LogError` if the store or the log is not as it must be, or the log is in the store already.
  public static func append(
    _ source: LogSource, to store: URL, split: Schema.Split? = nil, seed: UInt64 = 1,
    _ options: PreparationOptions = PreparationOptions(), progress: (LogProgress) throws -> Void = { _ in }
  ) throws -> PreparedLog {
    let old = try PreparedLog.open(store)
    guard old.labelled else { throw LogError("expected a store with labels", file: store.relativePath) }
    let target = try TargetFolder(store, purpose: nil)
    defer { target.discard(after: nil) }
    var preparer = LogPreparer(source: source, growing: old.encoding, split: split, seed: seed)
    preparer.options = options
    preparer.options.canGoOn = false
    let new = try preparer.prepare(into: target.scratch.appendingPathComponent("new"), progress: progress)
    if let copy = old.logs.first(where: { $0.fingerprint == Fingerprint.text(new.fingerprint) }) {
      throw LogError(
        "the same rows are in \(store.relativePath) already, as its \(copy.title)", file: source.files[0].name)
    }
    let manifest = try StoreJoin(old: store, new: new.folder, into: target.building).write(old, new)
    try target.seal(manifest)
    return try PreparedLog.open(store)
  }
}

/// Puts two stores one behind the other. The second's encoding is the first's, grown.
private struct StoreJoin {
  let old: URL
  let new: URL
  let folder: URL
  let first: StoreManifest
  let second: StoreManifest

  init(old: URL, new: URL, into folder: URL) throws {
    self.old = old
    self.new = new
    self.folder = folder
    first = try StoreManifest.read(old)
    second = try StoreManifest.read(new)
  }

  func write(_ before: PreparedLog, _ added: PreparedLog) throws -> StoreManifest {
    let rowsRead = first.statistics.rowsRead + second.statistics.rowsRead
    guard rowsRead < Int(UInt32.max) else {
      throw LogError("more than 4 billion rows in one store", file: old.relativePath)
    }
    let fingerprint = ByteHash.finish(ByteHash.fold(before.fingerprint, added.fingerprint))
    let encoding = Encoding(
      schema: before.encoding.schema, codings: added.encoding.fields.map(\.coding),
      scenarios: added.encoding.scenarios, statistics: added.encoding.statistics,
      fingerprint: fingerprint, seed: before.encoding.seed, logs: added.encoding.logs)
    try encoding.save(to: folder.appendingPathComponent(StoreManifest.vocabulary))

    var manifest = first
    manifest.fingerprint = Fingerprint.text(fingerprint)
    manifest.sections += second.sections
    manifest.logs += second.logs
    manifest.statistics = first.statistics.joined(with: second.statistics, first.sections, second.sections)
    manifest.labels = try join(first.labels, second.labels)
    if let weights = first.weights, let more = second.weights { manifest.weights = try join(weights, more) }
    manifest.scenarios = try join(first.scenarios, second.scenarios)
    manifest.rowNumbers = try join(first.rowNumbers, second.rowNumbers, adding: first.statistics.rowsRead)
    if let a = first.sessions, let b = second.sessions {
      manifest.sessions?.column = try join(a.column, b.column, adding: a.column.bound)
    }
    for table in first.tables.indices {
      let (a, b) = (first.tables[table], second.tables[table])
      manifest.tables[table].rows = a.rows + b.rows
      manifest.tables[table].rowOf = try join(a.rowOf, b.rowOf, adding: a.rows)
    }
    if let a = first.counts, let b = second.counts { manifest.counts = try zip(a, b).map { try join($0, $1) } }
    for index in first.fields.indices {
      let (a, b) = (first.fields[index], second.fields[index])
      manifest.fields[index].rows = b.rows
      manifest.fields[index].ids = try join(a.ids, b.ids)
      if let starts = a.starts, let more = b.starts {
        // The first's last number is where the second's lists begin.
        manifest.fields[index].starts = try join(starts, more, adding: a.ids.count, leavingOut: 1)
      }
      if let weights = a.weights, let more = b.weights { manifest.fields[index].weights = try join(weights, more) }
    }
    return manifest
  }

  /// One column of both: the second's numbers, but for the first so many, behind the first's, with something added.
  private func join(
    _ a: StoreColumn, _ b: StoreColumn, adding offset: Int = 0, leavingOut skipped: Int = 0
  ) throws -> StoreColumn {
    let bound = a.bound == 0 ? 0 : max(a.bound, b.bound + offset)
    let width = bound == 0 ? a.width : max(a.width, StoreColumn.width(below: bound))
    let (x, y) = (try MappedColumn(a, in: old), try MappedColumn(b, in: new))
    return try StoreColumn(
      writing: [ColumnRun(x, 0..<x.count), ColumnRun(y, min(skipped, y.count)..<y.count) { $0 + offset }],
      to: folder.appendingPathComponent(a.file), width: width, bound: bound)
  }
}

extension LogStatistics {
  /// Of two logs together; shares are weighted by the rows of their parts.
  fileprivate func joined(
    with other: LogStatistics, _ sections: [StoreSection], _ others: [StoreSection]
  ) -> LogStatistics {
    var sum = self
    sum.rowsRead += other.rowsRead
    sum.badRows += other.badRows
    sum.firstBadRows += other.firstBadRows
    sum.duplicates += other.duplicates
    sum.contradictions += other.contradictions
    sum.unknownScenarios += other.unknownScenarios
    sum.emptyFiles = emptyFiles ?? other.emptyFiles
    if let empty = emptyFiles, let more = other.emptyFiles { sum.emptyFiles = empty + more }
    sum.times = other.times ?? times
    for (i, join) in other.joins.enumerated() { sum.joins[i].rows += join.rows }
    func rows(_ sections: [StoreSection]) -> [Double] {
      PartName.allCases.map { part in
        Double(sections.reduce(0) { $0 + ($1.part == part.rawValue ? $1.rows : 0) })
      }
    }
    let (mine, theirs) = (rows(sections), rows(others))
    func mean(_ a: Double, _ b: Double, _ x: Double, _ y: Double) -> Double {
      x + y > 0 ? (a * x + b * y) / (x + y) : 0
    }
    for (i, field) in other.fields.enumerated() {
      for part in PartName.allCases.indices {
        sum.fields[i].shares[part] = mean(fields[i].shares[part], field.shares[part], mine[part], theirs[part])
        sum.fields[i].missing[part] = mean(fields[i].missing[part], field.missing[part], mine[part], theirs[part])
      }
      sum.fields[i].valuesPerRow = mean(
        fields[i].valuesPerRow, field.valuesPerRow, mine.reduce(0, +), theirs.reduce(0, +))
    }
    return sum
  }
}
