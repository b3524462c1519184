/// The values that training saw once, which teach their field's unknown row in half of their visits.
///
/// What a later row brings that training did not know is rare by nature, and most like what training saw once. With
/// `minimumCount: 1` every value has a row of its own, and the unknown row would never be trained: a model sure of all its
/// values would be as sure of those it never saw.
package struct SingleValues: Sendable {
  /// For each row of the table of all fields, the unknown row of its field if its value was seen once, or itself.
  private let hidden: [Int32]

  /// Nil if no value was seen once.
  package init?(_ encoding: Encoding) {
    var hidden = (0..<encoding.totalRows).map { Int32(truncatingIfNeeded: $0) }
    var found = false
    for field in encoding.fields {
      guard case .vocabulary(let vocabulary)? = field.values else { continue }
      for row in 1..<max(1, vocabulary.rows) where vocabulary.counts[row] == 1 {
        hidden[field.offset + row] = Int32(truncatingIfNeeded: field.offset + Field.unknownRow)
        found = true
      }
    }
    guard found else { return nil }
    self.hidden = hidden
  }

  /// Puts about half of a batch's single values on their field's unknown row.
  package func hideHalf(of batch: Batch, _ generator: inout some RandomNumberGenerator) {
    for i in batch.ids.indices {
      let id = batch.ids[i]
      let unknown = hidden[Int(id)]
      if unknown != id, generator.next() >> 63 == 0 { batch.ids[i] = unknown }
    }
  }
}
