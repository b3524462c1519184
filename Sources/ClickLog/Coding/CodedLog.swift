import Files
import Foundation

/// A log's used columns and those of its side tables, coded chunk by chunk in one pass over their text.
struct CodedLog: Sendable {
  var layout: LogLayout
  let tables: [SideTable]
  let log: CodedRows
  /// A hash of what all used columns say: equal for equal logs, whatever form their files have.
  let fingerprint: UInt64
  /// What error lines call the log.
  let name: String

  /// Reads a log into `folder`; what is there from an earlier reading of the same is used.
  ///
  /// Throws `LogError` for the first row that is not as it must be, if there are more such rows than allowed, or if
  /// there is no row at all.
  init(
    _ source: LogSource, schema: Schema, labelled: Bool, split: Bool, _ options: PreparationOptions, in folder: URL,
    progress: (LogProgress) throws -> Void
  ) throws {
    name = source.files[0].name
    let tableSources = try schema.joins.map { try TableSource($0, in: source.folder, form: schema.format) }
    layout = try LogLayout(source, tableSources, schema: schema, labelled: labelled, split: split)
    var tables: [SideTable] = []
    let tableBytes = tableSources.reduce(0) { $0 + $1.rows.bytes }
    var bytesBefore = 0
    for (number, table) in tableSources.enumerated() {
      let rows = try CodedRows(
        table.rows, layout.tables[number], named: "table-\(number)", hashesRows: true, options, in: folder
      ) { bytes, rows in
        try progress(LogProgress(stage: .tables, done: bytesBefore + bytes, total: tableBytes, rows: rows))
      }
      bytesBefore += table.rows.bytes
      tables.append(try SideTable(rows, table))
    }
    self.tables = tables
    let total = source.rows.bytes
    log = try CodedRows(
      source.rows, layout.log, named: "log", hashesRows: labelled, options, in: folder
    ) { bytes, rows in
      try progress(LogProgress(stage: .log, done: bytes, total: total, rows: rows))
    }
    guard log.rows > 0 else {
      let first = log.firstBadRows.first?.description
      throw LogError(first.map { "no row can be read; the first: \($0)" } ?? "there is a header but no row", file: name)
    }
    fingerprint = tables.reduce(ByteHash.hash(log.content)) { ByteHash.fold($0, $1.rows.content) }
  }

  /// Files without a row, which were left out.
  var emptyFiles: Int { log.emptyFiles }

  /// The coded rows of a reference's source.
  func rows(of reference: LogLayout.Reference) -> CodedRows { reference.table.map { tables[$0].rows } ?? log }
}
