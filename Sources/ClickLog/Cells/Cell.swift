/// The bytes of one cell; they are valid until the reader goes to its next row.
typealias Cell = UnsafeRawBufferPointer

extension Cell {
  /// What is in a cell that is not there.
  @inline(__always)
  static var empty: Cell { Cell(start: nil, count: 0) }
}
