import Testing

@testable import Tensors

struct RowSumsTests {
  @Test(arguments: [0, 1, 2, 9], [0, 1, 7, 23])
  func sums(rows: Int, columns: Int) {
    GradientCheck(inputs: [randomMatrix(rows, columns, seed: 1)])(
      library: { tape, x, _ in tape.rowSums(x[0]) }, oracle: { x, _ in Self.sums(x[0]) })
  }

  @Test(arguments: [0, 1, 2, 9], [0, 1, 7, 23])
  func sumsWithABias(rows: Int, columns: Int) {
    GradientCheck(inputs: [randomMatrix(rows, columns, seed: 1)], parameters: [randomMatrix(1, 1, seed: 2)])(
      library: { tape, x, p in tape.rowSums(x[0], plus: tape.value(of: p[0])) },
      oracle: { x, p in Self.sums(x[0], plus: p[0][0, 0]) })
  }

  /// More rows than one task has, whose bias is the sum over all of them.
  @Test(arguments: [255, 256, 257, 700])
  func inTiles(rows: Int) {
    let (x, dy) = (randomMatrix(rows, 5, seed: 1), randomMatrix(rows, 1, seed: 2))
    let store = Parameters(generator: RandomGenerator(seed: 1))
    let bias = store.add("b", randomMatrix(1, 1, seed: 3))
    let tape = Tape.training(store)
    var gradient = Matrix(rows: 0, columns: 0)
    let y = tape.rowSums(tape.variable(x) { gradient = $0 }, plus: tape.value(of: bias))
    expectClose(y.matrix, Self.sums(Grid(x), plus: Double(store[bias][0, 0])))
    tape.backward(from: tape.weighted(y, by: dy))
    #expect(gradient.elements == dy.elements.flatMap { Array(repeating: $0, count: 5) })
    expectClose(tape.total(for: bias) ?? [], [dy.elements.reduce(0) { $0 + Double($1) }])
  }

  private static func sums(_ x: Grid, plus bias: Double = 0) -> Grid {
    var y = Grid(x.rows, 1)
    for row in 0..<x.rows { y[row, 0] = bias + x.row(row).reduce(0, +) }
    return y
  }
}
