import Files

/// The rows of delimited text; after its own columns come the file's constants.
final class DelimitedCursor: RowCursor {
  private let reader: RowReader
  private let columns: Int
  private let constants: FixedCells

  /// - Parameters:
  ///   - columns: how many the header has.
  ///   - constants: the cells that are the same in all rows of the file.
  init(_ chunk: TextChunk, _ syntax: TextSyntax, columns: Int, constants: [String]) throws {
    reader = try RowReader(chunk, syntax)
    self.columns = columns
    self.constants = FixedCells(constants)
    guard chunk.isFirst else { return }
    if syntax.hasHeader { _ = try reader.next() } else { reader.countFromOne() }
  }

  func next() throws -> Bool { try reader.next() }
  subscript(column: Int) -> Cell { column < columns ? reader[column] : constants[column - columns] }
  func check() throws { try reader.checkCount(columns) }
  var rowHash: UInt64 { reader.rowHash }
  var row: Int { reader.row }
  var lines: Int { reader.lines }
  func error(_ problem: String, column: String?) -> LogError { reader.error(problem, column: column) }
}

extension RowReader {
  /// A hash of the current row's bytes.
  var rowHash: UInt64 { ByteHash.hash(Cell(start: buffer + rowBegin, count: rowEnd - rowBegin)) }

  /// An error about the current row.
  func error(_ problem: String, column: String? = nil) -> LogError {
    LogError(problem, file: file.name, row: row > 0 ? row : nil, line: line, column: column)
  }

  /// Throws unless the current row has as many cells as the header, and its quotes are as they must be.
  func checkCount(_ expected: Int) throws {
    try checkQuotes()
    guard count == expected else { throw error("expected \(expected) columns, as in the header, found \(count)") }
    guard !looksLikeRows(of: expected) else {
      throw error(
        "a quote that opens here closes some lines later, and each of these lines looks like a row; where quotes are plain "
          + "characters, say format: {quote: none}")
    }
  }
}
