import Files
import Foundation

/// Some logs of a store as a store of their own, in the codes of another encoding of the same logs.
struct StoreExcerpt {
  private let store: URL
  private let manifest: StoreManifest
  private let encoding: Encoding
  private let translation: Translation
  private let folder: URL
  private let kept: Set<Int>
  /// The rows that are kept, of the log and of each side table.
  private let rows: [Range<Int>]
  private let tableRows: [[Range<Int>]]

  init(of log: PreparedLog, keeping kept: Set<Int>, as encoding: Encoding, into folder: URL) throws {
    store = log.folder
    manifest = try StoreManifest.read(log.folder)
    translation = try Translation(from: log.encoding, to: encoding)
    (self.encoding, self.folder, self.kept) = (encoding, folder, kept)
    rows = Self.ranges(manifest.sections.map { ($0.rows, kept.contains($0.generation)) })
    let logs = manifest.logs
    tableRows = manifest.tables.indices.map { table in
      Self.ranges(logs.map { ($0.tableRows[table], kept.contains($0.generation)) })
    }
  }

  private static func ranges(_ parts: [(count: Int, isKept: Bool)]) -> [Range<Int>] {
    var first = 0
    return parts.compactMap { count, isKept in
      defer { first += count }
      return isKept ? first..<first + count : nil
    }
  }

  func write() throws -> StoreManifest {
    try encoding.save(to: folder.appendingPathComponent(StoreManifest.vocabulary))
    var excerpt = manifest
    excerpt.fingerprint = Fingerprint.text(encoding.fingerprint)
    excerpt.sections.removeAll { !kept.contains($0.generation) }
    excerpt.logs.removeAll { !kept.contains($0.generation) }
    excerpt.labels = try copy(manifest.labels, rows)
    excerpt.weights = try manifest.weights.map { try copy($0, rows) }
    excerpt.scenarios = try copy(manifest.scenarios, rows)
    excerpt.rowNumbers = try copy(manifest.rowNumbers, rows)
    if let sessions = manifest.sessions {
      excerpt.sessions?.column = try copy(sessions.column, sessions.table.map { tableRows[$0] } ?? rows)
    }
    for (index, table) in manifest.tables.enumerated() {
      let places = places(of: tableRows[index])
      excerpt.tables[index].rows = tableRows[index].reduce(0) { $0 + $1.count }
      excerpt.tables[index].rowOf = try copy(table.rowOf, rows, bound: excerpt.tables[index].rows) { places($0) }
    }
    excerpt.counts = try manifest.counts?.map { try copy($0, rows) }
    for (index, field) in manifest.fields.enumerated() {
      let map = translation.rows[index]
      let rows = field.table.map { tableRows[$0] } ?? rows
      let count = encoding.fields[index].rows
      excerpt.fields[index].rows = count
      var values = rows
      if let starts = field.starts {
        let column = try MappedColumn(starts, in: store)
        values = rows.map { column[$0.lowerBound]..<column[$0.upperBound] }
        excerpt.fields[index].starts = try copy(starts, of: rows, column)
      }
      excerpt.fields[index].ids = try copy(field.ids, values, bound: count) { id in map.map { Int($0[id]) } ?? id }
      excerpt.fields[index].weights = try field.weights.map { try copy($0, values) }
    }
    return excerpt
  }

  /// Where a row that is kept is among those that are.
  private func places(of ranges: [Range<Int>]) -> (Int) -> Int {
    var offsets: [(range: Range<Int>, offset: Int)] = []
    var kept = 0
    for range in ranges {
      offsets.append((range, range.lowerBound - kept))
      kept += range.count
    }
    return { row in offsets.first { $0.range.contains(row) }.map { row - $0.offset } ?? 0 }
  }

  /// Where lists begin, when those between are gone.
  private func copy(_ column: StoreColumn, of rows: [Range<Int>], _ starts: MappedColumn) throws -> StoreColumn {
    var runs: [ColumnRun] = []
    var next = 0
    for (index, range) in rows.enumerated() {
      let offset = next - starts[range.lowerBound]
      // Behind the last row's is where all lists end.
      let end = range.upperBound + (index == rows.count - 1 ? 1 : 0)
      runs.append(ColumnRun(starts, range.lowerBound..<end) { $0 + offset })
      next = starts[range.upperBound] + offset
    }
    return try StoreColumn(
      writing: runs, to: folder.appendingPathComponent(column.file), width: column.width, bound: next + 1)
  }

  /// A column's numbers at some places.
  private func copy(
    _ column: StoreColumn, _ places: [Range<Int>], bound: Int? = nil, _ number: @escaping (Int) -> Int = { $0 }
  ) throws -> StoreColumn {
    let bound = bound ?? column.bound
    let from = try MappedColumn(column, in: store)
    return try StoreColumn(
      writing: places.map { ColumnRun(from, $0, number: number) }, to: folder.appendingPathComponent(column.file),
      width: bound == 0 ? column.width : StoreColumn.width(below: bound), bound: bound)
  }
}
