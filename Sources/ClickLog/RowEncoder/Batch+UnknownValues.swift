extension Batch {
  /// Of each field, how many values of some rows are on its unknown row: values that training did not know or saw too
  /// rarely, and missing numbers. Hashed fields have none.
  ///
  /// - Parameters:
  ///   - encoding: the batch's own.
  ///   - rows: places in the batch; nil for all rows.
  public func unknownValues(_ encoding: Encoding, rows: Range<Int>? = nil) -> [Int] {
    let unknown = encoding.fields.map { Int32(truncatingIfNeeded: $0.offset + Field.unknownRow) }
    var counts = [Int](repeating: 0, count: unknown.count)
    for row in (rows ?? 0..<self.rows).clamped(to: 0..<self.rows) {
      for field in unknown.indices {
        let bag = row * unknown.count + field
        for place in Int(starts[bag])..<Int(starts[bag + 1]) where ids[place] == unknown[field] { counts[field] += 1 }
      }
    }
    return counts
  }
}
