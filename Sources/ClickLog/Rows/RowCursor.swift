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
