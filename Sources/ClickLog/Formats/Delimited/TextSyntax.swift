/// How rows and cells are told apart in delimited text.
struct TextSyntax: Sendable, Equatable {
  /// Between two cells: one byte or several.
  var delimiter: [UInt8]
  /// Cells may stand between two of these; nil where quotes are characters like any other.
  var quote: UInt8? = UInt8(ascii: "\"")
  /// Before a quote, a delimiter, a newline or another of these that is part of a cell.
  var escape: UInt8?
  /// What lines begin with that are no rows; empty for none.
  var comment: [UInt8] = []
  /// Lines before the header, or before the first row.
  var skippedLines = 0
  var hasHeader = true

  init(delimiter: [UInt8]) { self.delimiter = delimiter }

  /// A comma, and quotes.
  static let csv = TextSyntax(delimiter: [UInt8(ascii: ",")])
}
