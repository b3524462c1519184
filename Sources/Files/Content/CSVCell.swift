/// Text in a CSV file, for every writer of one.
package enum CSVCell {
  /// A cell: in quotes where it must be.
  package static func quoted(_ cell: String) -> String {
    guard Array(cell.utf8).withUnsafeBytes(needsQuotes) else { return cell }
    return "\"" + String(decoding: cell.utf8.flatMap { $0 == 0x22 ? [$0, $0] : [$0] }, as: UTF8.self) + "\""
  }

  /// Whether a cell must be in quotes. Bytes and not characters: a comma with an accent over it is another character, and
  /// still ends the cell.
  package static func needsQuotes(_ cell: UnsafeRawBufferPointer) -> Bool {
    cell.contains { $0 == 0x22 || $0 == 0x2C || $0 == 0x0A || $0 == 0x0D }
  }
}
