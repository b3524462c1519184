/// The rows of one chunk of a log, cell by cell, whatever the file's format is.
protocol RowCursor: AnyObject {
  /// Goes to the next row; false after the last. Throws `LogError` where the text cannot be cut into rows.
  func next() throws -> Bool
  /// The current row's cell, valid until `next`. Several values stand between the separator that was asked for.
  subscript(column: Int) -> Cell { get }
  /// Throws `LogError` unless the current row has the form it must have; the rows after it can still be read.
  func check() throws
  /// Equal for exact copies of a row.
  var rowHash: UInt64 { get }
  /// Rows read so far, the current one included, and the lines of text they took.
  var row: Int { get }
  var lines: Int { get }
  /// An error about the current row.
  func error(_ problem: String, column: String?) -> LogError
}

extension RowCursor {
  /// The error of a cell that its column's coder could not read.
  func unreadable(_ column: Int, named name: String, expected: String) -> LogError {
    error("\(expected), found \"\(String(decoding: self[column].prefix(40), as: UTF8.self))\"", column: name)
  }
}

/// The rows of delimited text; after its own columns come the file's constants.
final class DelimitedCursor: RowCursor {
  private let reader: RowReader
  private let columns: Int
  private let constants: FixedCells

  /// - Parameters:
  ///   - columns: how many the header has.
  ///   - constants: the cells that are the same in all rows of the file.
  init(_ chunk: TextChunk, delimiter: UInt8, columns: Int, constants: [String]) throws {
    reader = try RowReader(chunk, delimiter: delimiter)
    self.columns = columns
    self.constants = FixedCells(constants)
    if chunk.isFirst { _ = try reader.next() }
  }

  func next() throws -> Bool { try reader.next() }
  subscript(column: Int) -> Cell { column < columns ? reader[column] : constants[column - columns] }
  func check() throws { try reader.checkCount(columns) }
  var rowHash: UInt64 { reader.rowHash }
  var row: Int { reader.row }
  var lines: Int { reader.lines }
  func error(_ problem: String, column: String?) -> LogError { reader.error(problem, column: column) }
}

/// Cells that outlive every row.
final class FixedCells {
  private let bytes: UnsafeMutablePointer<UInt8>
  private var ranges: [Range<Int>] = []

  init(_ texts: [String]) {
    bytes = .allocate(capacity: max(1, texts.reduce(0) { $0 + $1.utf8.count }))
    var end = 0
    for text in texts {
      let first = end
      for byte in text.utf8 {
        bytes[end] = byte
        end += 1
      }
      ranges.append(first..<end)
    }
  }

  deinit { bytes.deallocate() }

  subscript(index: Int) -> Cell { Cell(start: bytes + ranges[index].lowerBound, count: ranges[index].count) }
}

extension RowReader {
  /// Throws unless the current row has as many cells as the header, and its quotes are as they must be.
  func checkCount(_ expected: Int) throws {
    try checkQuotes()
    guard count == expected else { throw error("expected \(expected) columns, as in the header, found \(count)") }
  }
}
