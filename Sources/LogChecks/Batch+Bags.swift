import ClickLog

extension Batch {
  /// Hands over the values of each row's fields.
  @inline(__always)
  func forEachBag(
    of fields: Int, _ body: (_ row: Int, _ field: Int, Slice<UnsafeBufferPointer<Int32>>) -> Void
  ) {
    ids.withUnsafeBufferPointer { ids in
      starts.withUnsafeBufferPointer { starts in
        for row in 0..<rows {
          for field in 0..<fields {
            let bag = row * fields + field
            body(row, field, ids[Int(starts[bag])..<Int(starts[bag + 1])])
          }
        }
      }
    }
  }
}
