import Files

/// Several values a row, spaces around them left away: row r holds `codes[starts[r] ..< starts[r + 1]]`.
final class ListCoder: ColumnCoder {
  private let values = Box(Interner())
  private let starts = Box([UInt32](arrayLiteral: 0))
  private let codes = Box([UInt32]())
  private let weights = Box([Float]())
  /// How much there was before the last `append`.
  private let before = Box((rows: 0, values: 0))
  private let list: ListReading

  init(_ list: ListReading) { self.list = list }

  var expected: String { "expected \(ListReading.weightedValues)" }

  func append(_ cell: Cell) -> UInt64? {
    before.value = (starts.value.count - 1, values.value.count)
    var hash = ByteHash.start
    let isReadable = list.forEachValue(of: cell) { value, weight in
      if list.weighted {
        weights.value.append(weight)
        hash = ByteHash.fold(hash, UInt64(weight.bitPattern))
      }
      let valueHash = ByteHash.hash(value)
      codes.value.append(values.value.intern(value, hash: valueHash))
      hash = ByteHash.fold(hash, valueHash)
    }
    guard isReadable else { return nil }
    starts.value.append(UInt32(codes.value.count))
    return ByteHash.finish(hash)
  }

  func keep(rows: Int) {
    starts.value.removeLast(max(0, starts.value.count - rows - 1))
    let count = Int(starts.value[rows])
    codes.value.removeLast(codes.value.count - count)
    weights.value.removeLast(max(0, weights.value.count - count))
    if before.value.rows == rows { values.value.keep(before.value.values) }
  }

  var forms: UInt16 { ValueForms(of: values.value).rawValue }

  func write(to file: SectionWriter) throws {
    try file.append(values.value)
    try file.append(codes.value)
    try file.append(starts.value)
    try file.append(weights.value)
  }
}
