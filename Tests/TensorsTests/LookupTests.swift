import Testing

@testable import Tensors

/// Rows of fields of ids, as bags.
func bags(_ values: [[[Int]]], _ pooling: [Bags.Pooling]) -> Bags {
  var ids: [Int32] = []
  var starts: [Int32] = [0]
  for fields in values {
    for field in fields {
      ids += field.map(Int32.init)
      starts.append(Int32(ids.count))
    }
  }
  return Bags(ids: ids, starts: starts, pooling: pooling)
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

struct LookupTests {
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
    let pooling: [Bags.Pooling] = [.mean, .sum, .mean]
    let values = randomValues(rows: rows, fields: 3, tableRows: 50, seed: rows)
    let store = Parameters(generator: RandomGenerator(seed: 1))
    let table = store.add("table", randomMatrix(50, dimension, seed: 2))
    let tape = Tape.training(store)
    let y = tape.lookup(table, bags(values, pooling))
    expectClose(y.matrix, Oracle.lookup(Grid(store[table]), values, pooling), tolerance: 1e-6)

    let dy = randomMatrix(rows, 3 * dimension, seed: 3)
    tape.backward(from: tape.weighted(y, by: dy))
    // A lookup is linear in the table: what it does to a unit of a table row, its gradient does backwards.
    var expected = Grid(50, dimension)
    for (row, fields) in values.enumerated() {
      for (field, ids) in fields.enumerated() {
        let share = pooling[field] == .mean ? 1 / Double(max(ids.count, 1)) : 1
        for id in ids {
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
