import Files

/// Single values: each row holds the code of its distinct value.
final class IDCoder: ColumnCoder {
  private let values = Box(Interner())
  private let codes = Box([UInt32]())
  /// How much there was before the last `append`.
  private let before = Box((rows: 0, values: 0))

  let expected = "expected one value"

  func append(_ cell: Cell) -> UInt64? {
    before.value = (codes.value.count, values.value.count)
    let hash = ByteHash.hash(cell)
    codes.value.append(values.value.intern(cell, hash: hash))
    return hash
  }

  func keep(rows: Int) {
    codes.value.removeLast(max(0, codes.value.count - rows))
    if before.value.rows == rows { values.value.keep(before.value.values) }
  }

  var forms: UInt16 { ValueForms(of: values.value).rawValue }

  func write(to file: SectionWriter) throws {
    try file.append(values.value)
    try file.append(codes.value)
    try file.appendNothing(2)
  }
}
