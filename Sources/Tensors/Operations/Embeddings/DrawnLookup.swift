import CKernels

extension Workspace {
  /// Pooled lookup in a table that is not there: each number is made from the seed, the field, and the value's row in it whenever it
  /// is asked for (a counter-based draw). Evenly from the sixteen numbers −1, −13/15, … 1.
  ///
  /// - Parameters:
  ///   - firstRows: each field's first row of the table that `bags` are of. A value keeps its draw when fields before its own grow.
  ///   - dimension: d.
  /// - Returns: [batch rows, fields · d]; zeros for an empty bag.
  public func drawnLookup(_ bags: Bags, seed: UInt64, firstRows: [Int32], dimension: Int) -> Matrix {
    precondition(firstRows.count == bags.fields, "a first row for each field")
    precondition(bags.fit(tableRows: Int(Int32.max)), "bags that follow one another")
    let keys = (0..<bags.fields).map { SplitMix64.mix(seed &+ UInt64($0)) }
    let y = buffers.matrix(bags.rows, bags.fields * dimension)
    workers.run(over: bags.rows, chunk: Tile.rows) { range in
      adl_drawn_lookup(
        range.lowerBound * bags.fields, range.upperBound * bags.fields, bags.fields, dimension, keys, firstRows,
        bags.ids, bags.starts, bags.mean, bags.weights, y.base)
    }
    return y
  }
}
