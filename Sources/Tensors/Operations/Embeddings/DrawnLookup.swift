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
    precondition(bags.fit(tableRows: .max), "bags that follow one another")
    let blocks = UInt64((dimension + 15) / 16)
    return matrix(bags.rows, bags.fields * dimension) { row, y in
      for field in 0..<bags.fields {
        let bag = row * bags.fields + field
        let own = Int(bags.starts[bag])..<Int(bags.starts[bag + 1])
        let first = field * dimension
        for d in first..<first + dimension { y[d] = 0 }
        let scale = bags.drawnScale(of: own, field: field) / 7.5
        let key = SplitMix64.mix(seed &+ UInt64(field))
        for i in own {
          let weight = scale * (bags.weights?[i] ?? 1)
          let number = UInt64(UInt32(bitPattern: bags.ids[i] - firstRows[field])) &* blocks
          for block in 0..<Int(blocks) {
            var bits = SplitMix64.mix(key &+ (number &+ UInt64(block)) &* SplitMix64.step)
            for d in first + 16 * block..<first + min(16 * (block + 1), dimension) {
              y[d] += weight * (Float(bits & 15) - 7.5)
              bits >>= 4
            }
          }
        }
      }
    }
  }
}

extension Bags {
  /// What the sum of these entries' rows, each times its weight, is multiplied by.
  fileprivate func drawnScale(of entries: Range<Int>, field: Int) -> Float {
    guard pooling[field] == .mean, !entries.isEmpty else { return 1 }
    guard let weights else { return 1 / Float(entries.count) }
    let sum = entries.reduce(Float(0)) { $0 + weights[$1] }
    return sum == 0 ? 0 : 1 / sum
  }
}
