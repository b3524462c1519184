extension Batch {
  /// Hands over the values of the fields of some rows.
  ///
  /// - Parameter rows: places in the batch; nil for all rows.
  @inlinable @inline(__always)
  package func forEachBag(
    of fields: Int, rows: Range<Int>? = nil,
    _ body: (_ row: Int, _ field: Int, Slice<UnsafeBufferPointer<Int32>>) -> Void
  ) {
    let all = 0..<self.rows
    ids.withUnsafeBufferPointer { ids in
      starts.withUnsafeBufferPointer { starts in
        for row in rows?.clamped(to: all) ?? all {
          for field in 0..<fields {
            let bag = row * fields + field
            body(row, field, ids[Int(starts[bag])..<Int(starts[bag + 1])])
          }
        }
      }
    }
  }
}
