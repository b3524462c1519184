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
    let vocabularies = encoding.fields.compactMap { field -> (offset: Int, counts: ArraySlice<Int>)? in
      guard case .vocabulary(let vocabulary)? = field.values else { return nil }
      return (field.offset, vocabulary.counts.dropFirst())
    }
    // Of a large log, no table of its size is made to find that there are none.
    guard vocabularies.contains(where: { $0.counts.contains(1) }) else { return nil }
    var hidden = (0..<encoding.totalRows).map { Int32(truncatingIfNeeded: $0) }
    for (offset, counts) in vocabularies {
      let unknown = Int32(truncatingIfNeeded: offset + Field.unknownRow)
      for row in counts.indices where counts[row] == 1 { hidden[offset + row] = unknown }
    }
    self.hidden = hidden
  }

  /// Puts about half of a batch's single values on their field's unknown row.
  package func hideHalf(of batch: Batch, _ generator: inout some RandomNumberGenerator) {
    batch.ids.withUnsafeMutableBufferPointer { ids in
      for i in ids.indices {
        let unknown = hidden[Int(ids[i])]
        if unknown != ids[i], generator.next() >> 63 == 0 { ids[i] = unknown }
      }
    }
  }
}
