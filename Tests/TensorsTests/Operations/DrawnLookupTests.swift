import Testing

@testable import Tensors

struct DrawnLookupTests {
  private let workspace = Workspace(threads: 2)

  private func drawn(
    _ ids: [Int32], _ starts: [Int32], _ pooling: [Bags.Pooling], weights: [Float]? = nil, seed: UInt64 = 1,
    firstRows: [Int32]? = nil, dimension: Int = 20
  ) -> Matrix {
    workspace.drawnLookup(
      Bags(ids: ids, starts: starts, pooling: pooling, weights: weights), seed: seed,
      firstRows: firstRows ?? pooling.map { _ in 0 }, dimension: dimension)
  }

  /// One after the other, each value by itself in a batch of its own.
  private func table(rows: Int, field: Int = 0, seed: UInt64 = 1, dimension: Int = 20) -> Matrix {
    let pooling = Array(repeating: Bags.Pooling.sum, count: field + 1)
    var elements: [Float] = []
    for row in 0..<rows {
      let starts = Array(repeating: Int32(0), count: field + 1) + [1]
      elements += drawn([Int32(row)], starts, pooling, seed: seed, dimension: dimension).row(0).suffix(dimension)
    }
    return Matrix(rows: rows, columns: dimension, elements: elements)
  }

  /// Even on sixteen numbers between −1 and 1, each direction for itself.
  @Test func momentsOfTheDraws() {
    let x = table(rows: 3000)
    #expect(x.elements.allSatisfy { abs($0) < 1 + 1e-6 })
    #expect(Set(x.elements).count == 16)
    for a in 0..<20 {
      for b in 0...a {
        let product = (0..<3000).reduce(Float(0)) { $0 + x[$1, a] * x[$1, b] } / 3000
        // The variance of sixteen evenly spaced numbers from −1 to 1 is 17/45.
        #expect(abs(product - (a == b ? 17.0 / 45 : 0)) < 0.04)
      }
    }
  }

  @Test func seedsFieldsAndValuesDiffer() {
    let x = table(rows: 500)
    #expect(Set((0..<500).map { x.row($0) }).count == 500)
    #expect(x.elements == table(rows: 500).elements)
    for other in [table(rows: 500, seed: 2), table(rows: 500, field: 1)] {
      let cosine = zip(x.elements, other.elements).reduce(0) { $0 + $1.0 * $1.1 } / Float(x.count)
      #expect(abs(cosine) < 0.03)
    }
  }

  /// What a table of these rows would give, whatever else is in the batch.
  @Test func poolsAsALookupDoes() {
    let x = table(rows: 4)
    let y = drawn([0, 1, 3, 2], [0, 3, 4, 4], [.mean], weights: [0.5, 2, 1.5, 3])
    for d in 0..<20 {
      #expect(abs(y[0, d] - (0.5 * x[0, d] + 2 * x[1, d] + 1.5 * x[3, d]) / 4) < 1e-6)
      #expect(abs(y[1, d] - x[2, d]) < 1e-6)
      #expect(y[2, d] == 0)
    }
    let sum = drawn([0, 1], [0, 2], [.sum])
    for d in 0..<20 { #expect(abs(sum[0, d] - x[0, d] - x[1, d]) < 1e-6) }
  }

  /// A field that grew moves the rows of those behind it, and not their draws.
  @Test func aValueKeepsItsDraw() {
    let pooling: [Bags.Pooling] = [.sum, .sum]
    let before = drawn([3, 12], [0, 1, 2], pooling, firstRows: [0, 10])
    let after = drawn([3, 17], [0, 1, 2], pooling, firstRows: [0, 15])
    #expect(before.elements == after.elements)
  }
}
