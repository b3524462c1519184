import Testing

@testable import Tensors

/// Rows of fields of ids, as bags.
func bags(_ values: [[[Int]]], _ pooling: [Bags.Pooling], weights: [[[Float]]]? = nil) -> Bags {
  var ids: [Int32] = []
  var starts: [Int32] = [0]
  for fields in values {
    for field in fields {
      ids += field.map(Int32.init)
      starts.append(Int32(ids.count))
    }
  }
  return Bags(ids: ids, starts: starts, pooling: pooling, weights: weights.map { $0.flatMap { $0.flatMap { $0 } } })
}

/// A batch with single, several, repeated and no values; both fields use some of the same rows.
func randomValues(rows: Int, fields: Int, tableRows: Int, seed: Int) -> [[[Int]]] {
  var draws = RandomGenerator(seed: UInt64(seed))
  return (0..<rows).map { _ in
    (0..<fields).map { _ in
      let count = [1, 1, 0, 2, 3, 5][draws.index(below: 6)]
      var ids = (0..<count).map { _ in draws.index(below: tableRows) }
      if count == 5 { ids[4] = ids[0] }
      return ids
    }
  }
}

/// A weight for each value: halves from 0 to 2, so that their sums have no rounding, and are 0 now and then.
func randomWeights(_ values: [[[Int]]], seed: Int) -> [[[Float]]] {
  var draws = RandomGenerator(seed: UInt64(seed)).child("weights")
  return values.map { $0.map { $0.map { _ in Float(draws.index(below: 5)) / 2 } } }
}

struct LookupTests {
  /// One value, several, equal ones, none; weights that are 0, negative, or add up to 0.
  @Test(arguments: [1, 7, 16, 17], [[Bags.Pooling.mean, .sum], [.sum, .mean], [.mean, .mean]])
  func weightedGradients(dimension: Int, pooling: [Bags.Pooling]) {
    let values = [
      [[0], [1]], [[2, 3], [4, 5, 0]], [[], []], [[1, 1], [3, 3, 3]], [[6], [2]], [[4, 2, 4], [5, 6]],
    ]
    let weights: [[[Float]]] = [
      [[0.5], [3]], [[0.25, 2], [1, 0, 4]], [[], []], [[-0.5, 2], [0, 0, 0]], [[0], [-2]], [[1.5, 1, 1], [1, -1]],
    ]
    let bags = bags(values, pooling, weights: weights)
    GradientCheck(parameters: [randomMatrix(7, dimension, seed: 1)])(
      library: { tape, _, p in tape.lookup(p[0], bags) },
      oracle: { _, p in Oracle.lookup(p[0], values, pooling, weights: weights) })
  }

  /// With weights of one the sums are those without weights, bit by bit.
  @Test(arguments: [7, 16]) func weightsOfOne(dimension: Int) {
    let pooling: [Bags.Pooling] = [.mean, .sum]
    let values = randomValues(rows: 300, fields: 2, tableRows: 50, seed: 1)
    let ones = values.map { $0.map { $0.map { _ in Float(1) } } }
    let store = Parameters(generator: RandomGenerator(seed: 1))
    let table = store.add("table", randomMatrix(50, dimension, seed: 2))
    func bitsOf(_ bags: Bags) -> [UInt32] {
      let tape = Tape.training(store)
      let y = tape.lookup(table, bags)
      tape.backward(from: tape.weighted(y, by: randomMatrix(y.rows, y.columns, seed: 3)))
      return bits(y.matrix) + (tape.total(for: table) ?? []).map(\.bitPattern)
    }
    #expect(bitsOf(bags(values, pooling)) == bitsOf(bags(values, pooling, weights: ones)))
  }

  @Test func bagsThatDoNotFit() {
    func fit(_ ids: [Int32], _ starts: [Int32], _ weights: [Float]? = nil) -> Bool {
      Bags(ids: ids, starts: starts, pooling: [.sum], weights: weights).fit(tableRows: 5)
    }
    #expect(fit([0, 4], [0, 2], [1, 2]) && fit([0, 4], [0, 1]))
    #expect(!fit([0, 5], [0, 2]) && !fit([0, -1], [0, 2]))
    #expect(!fit([0, 4], [0, 3]) && !fit([0, 4], [1, 2]) && !fit([0, 4], [0, 2, 1]))
    #expect(!fit([0, 4], [0, 2], [1]) && !fit([0, 4], [0, 2], []))
  }

  @Test(arguments: [1, 7, 16, 17], [[Bags.Pooling.mean, .sum], [.sum, .mean], [.mean, .mean]])
  func gradients(dimension: Int, pooling: [Bags.Pooling]) {
    let values = [
      [[0], [1]], [[2, 3], [4, 5, 0]], [[], []], [[1, 1], [3, 3, 3]], [[], [2]], [[4, 2, 4], []], [[0], [0]],
    ]
    let bags = bags(values, pooling)
    GradientCheck(parameters: [randomMatrix(7, dimension, seed: 1)])(
      library: { tape, _, p in tape.lookup(p[0], bags) },
      oracle: { _, p in Oracle.lookup(p[0], values, pooling) })
  }

  /// Batches over one task's rows (128), with odd numbers of fields and dimensions.
  @Test(arguments: [0, 1, 2, 127, 129, 257], [1, 7, 16, 17])
  func oddShapes(rows: Int, dimension: Int) {
    let values = randomValues(rows: rows, fields: 3, tableRows: 50, seed: rows)
    check(values, nil, dimension: dimension)
    check(values, randomWeights(values, seed: rows), dimension: dimension)
  }

  private func check(_ values: [[[Int]]], _ weights: [[[Float]]]?, dimension: Int) {
    let pooling: [Bags.Pooling] = [.mean, .sum, .mean]
    let store = Parameters(generator: RandomGenerator(seed: 1))
    let table = store.add("table", randomMatrix(50, dimension, seed: 2))
    let tape = Tape.training(store)
    let y = tape.lookup(table, bags(values, pooling, weights: weights))
    expectClose(y.matrix, Oracle.lookup(Grid(store[table]), values, pooling, weights: weights), tolerance: 1e-6)

    let dy = randomMatrix(values.count, 3 * dimension, seed: 3)
    tape.backward(from: tape.weighted(y, by: dy))
    // A lookup is linear in the table: what it does to a unit of a table row, its gradient does backwards.
    var expected = Grid(50, dimension)
    for (row, fields) in values.enumerated() {
      for (field, ids) in fields.enumerated() {
        for (id, share) in zip(ids, Oracle.shares(ids.count, pooling[field], weights?[row][field])) {
          for d in 0..<dimension { expected[id, d] += share * Double(dy[row, field * dimension + d]) }
        }
      }
    }
    expectClose(tape.total(for: table) ?? [], expected.elements)
  }

  /// A bag of one is the row itself, bit by bit, whatever the pooling.
  @Test func oneValueIsItsRow() {
    let store = Parameters(generator: RandomGenerator(seed: 1))
    let table = store.add("table", randomMatrix(9, 16, seed: 2))
    let y = Tape.training(store).lookup(table, bags([[[3], [8]]], [.mean, .sum]))
    #expect(y.matrix.elements == store[table].row(3) + store[table].row(8))
  }

  /// Only the rows that a batch used have a gradient to update.
  @Test func rowsNotUsedHaveNone() {
    let store = Parameters(generator: RandomGenerator(seed: 1))
    let table = store.add("table", randomMatrix(1000, 7, seed: 2))
    let tape = Tape.training(store)
    let y = tape.lookup(table, bags([[[7, 999]], [[7]]], [.sum]))
    tape.backward(from: tape.weighted(y, by: randomMatrix(2, 7, seed: 3)))
    guard case .rows(table, let gradient)? = tape.gradients.first else {
      Issue.record("an embedding's gradient goes by rows")
      return
    }
    #expect(gradient.count == 2)
  }
}
