/// Text in a CSV file, for every writer of one.
package enum CSVCell {
  /// A cell: in quotes where it must be.
  package static func quoted(_ cell: String) -> String {
    // Bytes and not characters: a comma with an accent over it is another character, and still ends the cell.
    guard cell.utf8.contains(where: { [0x22, 0x2C, 0x0A, 0x0D].contains($0) }) else { return cell }
    return "\"" + String(decoding: cell.utf8.flatMap { $0 == 0x22 ? [$0, $0] : [$0] }, as: UTF8.self) + "\""
  }
}
