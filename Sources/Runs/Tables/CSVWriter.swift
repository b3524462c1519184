import ClickLog
import Files

/// Writes a table as CSV. A vector has a column for each of its numbers: `NAME_0`, `NAME_1`, …
final class CSVWriter: TableWriter {
  private let columns: [TableColumn]
  private let emit: ([UInt8]) throws -> Void
  private var text = CSVBytes()

  /// Writes the line of the columns' names.
  ///
  /// - Parameter emit: takes the text, some lines at a time.
  init(_ columns: [TableColumn], emit: @escaping ([UInt8]) throws -> Void) throws {
    (self.columns, self.emit) = (columns, emit)
    let names = columns.flatMap { column -> [String] in
      guard case .vector(let width) = column.kind else { return [column.name] }
      return (0..<width).map { "\(column.name)_\($0)" }
    }
    try emit(Array((names.map(CSVCell.quoted).joined(separator: ",") + "\n").utf8))
  }

  func append(_ cells: [TableCells], rows: Int) throws {
    text.removeAll()
    for row in 0..<rows {
      for (place, cells) in cells.enumerated() {
        if place > 0 { text.append(",") }
        append(cells, row, columns[place].kind)
      }
      text.append("\n")
    }
    try emit(text.bytes)
  }

  private func append(_ cells: TableCells, _ row: Int, _ kind: TableColumn.Kind) {
    switch cells {
    case .integers(let numbers): text.append(numbers[row])
    case .texts(let texts): append(texts[row])
    case .nothing: break
    case .floats(let numbers):
      let width = if case .vector(let width) = kind { width } else { 1 }
      for i in 0..<width {
        if i > 0 { text.append(",") }
        text.append(numbers[row * width + i])
      }
    }
  }

  /// A cell of any bytes, in quotes where it must be.
  private func append(_ cell: ArraySlice<UInt8>) {
    guard cell.withUnsafeBytes(CSVCell.needsQuotes) else { return text.append(cell) }
    text.append("\"")
    for byte in cell {
      if byte == UInt8(ascii: "\"") { text.append("\"") }
      text.append(CollectionOfOne(byte))
    }
    text.append("\"")
  }
}
