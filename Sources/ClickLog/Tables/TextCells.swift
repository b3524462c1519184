/// Texts of any bytes one after another, as Arrow keeps a column of them: cell i is `bytes[starts[i] ..< starts[i + 1]]`.
package struct TextCells: Sendable {
  package private(set) var bytes: [UInt8] = []
  package private(set) var starts: [Int32] = [0]

  package init() {}

  package var count: Int { starts.count - 1 }

  package mutating func append(_ cell: UnsafeRawBufferPointer) {
    bytes.append(contentsOf: cell)
    endCell()
  }

  package mutating func append(_ text: [UInt8]) {
    bytes.append(contentsOf: text)
    endCell()
  }

  package mutating func append(_ text: String) {
    bytes.append(contentsOf: text.utf8)
    endCell()
  }

  package subscript(cell: Int) -> ArraySlice<UInt8> { bytes[Int(starts[cell])..<Int(starts[cell + 1])] }

  /// The same with U+FFFD for whatever is no UTF-8.
  package var repaired: TextCells {
    guard String(validating: bytes, as: UTF8.self) == nil else { return self }
    var cells = TextCells()
    for cell in 0..<count { cells.append(String(decoding: self[cell], as: UTF8.self)) }
    return cells
  }

  private mutating func endCell() { starts.append(Int32(bytes.count)) }
}
