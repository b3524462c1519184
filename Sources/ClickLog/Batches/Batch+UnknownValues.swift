extension Batch {
  /// Of each field, how many values of some rows are on its unknown row: values that training did not know or saw too
  /// rarely, and missing numbers. Hashed fields have none.
  ///
  /// - Parameters:
  ///   - encoding: the batch's own.
  ///   - rows: places in the batch; nil for all rows.
  public func unknownValues(_ encoding: Encoding, rows: Range<Int>? = nil) -> [Int] {
    valueCounts(of: encoding.fields, rows: rows).map(\.unknown)
  }

  /// Of each field, how many values some rows have, and how many of them are on its unknown row.
  package func valueCounts(of fields: [Field], rows: Range<Int>? = nil) -> [(all: Int, unknown: Int)] {
    let unknownIDs = fields.map { Int32(truncatingIfNeeded: $0.offset + Field.unknownRow) }
    var counts = fields.map { _ in (all: 0, unknown: 0) }
    forEachBag(of: fields.count, rows: rows) { _, field, ids in
      counts[field].all += ids.count
      for id in ids where id == unknownIDs[field] { counts[field].unknown += 1 }
    }
    return counts
  }
}
