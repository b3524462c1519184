import Testing

@testable import Tensors

struct ElementwiseTests {
  @Test(arguments: [0, 1, 2, 9])
  func sums(rows: Int) {
    GradientCheck(inputs: [randomMatrix(rows, 7, seed: 1), randomMatrix(rows, 7, seed: 2)])(
      library: { tape, x, _ in tape.add(x[0], x[1]) },
      oracle: { x, _ in x[0].combined(with: x[1], +) })
  }

  @Test(arguments: [0, 1, 2, 9])
  func products(rows: Int) {
    GradientCheck(inputs: [randomMatrix(rows, 7, seed: 1), randomMatrix(rows, 7, seed: 2)])(
      library: { tape, x, _ in tape.multiply(x[0], x[1]) },
      oracle: { x, _ in x[0].combined(with: x[1], *) })
  }

  /// A value added to itself, or multiplied with itself, gets both gradients.
  @Test func withItself() {
    GradientCheck(inputs: [randomMatrix(3, 4, seed: 1)])(
      library: { tape, x, _ in tape.multiply(tape.add(x[0], x[0]), x[0]) },
      oracle: { x, _ in x[0].combined(with: x[0]) { 2 * $0 * $1 } })
  }

  @Test(arguments: [0, 1, 2, 9])
  func rowDots(rows: Int) {
    GradientCheck(inputs: [randomMatrix(rows, 7, seed: 1), randomMatrix(rows, 7, seed: 2)])(
      library: { tape, x, _ in tape.rowDots(x[0], x[1]) },
      oracle: { x, _ in
        var y = Grid(rows, 1)
        for row in 0..<rows { y[row, 0] = zip(x[0].row(row), x[1].row(row)).reduce(0) { $0 + $1.0 * $1.1 } }
        return y
      })
  }

  @Test(arguments: [0, 1, 2, 9])
  func probabilitiesAndLogits(rows: Int) {
    let x = randomMatrix(rows, 7, seed: 1)
    func each(_ x: Grid, _ function: (Double) -> Double) -> Grid { x.combined(with: x) { x, _ in function(x) } }
    func sigmoid(_ z: Double) -> Double { 1 / (1 + exponential(-z)) }
    GradientCheck(inputs: [x])(
      library: { tape, x, _ in tape.probabilities(x[0]) }, oracle: { x, _ in each(x[0], sigmoid) })
    let p = Matrix(rows: rows, columns: 7, elements: x.elements.map { Float(sigmoid(Double($0))) })
    GradientCheck(inputs: [p])(
      library: { tape, p, _ in tape.logits(p[0]) },
      oracle: { p, _ in each(p[0]) { logarithm($0 / (1 - $0)) } })
  }

  /// Neither end of the probabilities gives a number that is not finite.
  @Test func certainty() {
    let tape = Tape.training(Parameters(generator: RandomGenerator(seed: 1)))
    let p = tape.probabilities(tape.variable(Matrix(rows: 1, columns: 2, elements: [-200, 200])) { _ in })
    #expect(p.matrix.elements == [0, 1])
    #expect(tape.logits(p).matrix.elements.allSatisfy { abs($0) > 15 && abs($0) < 17 })
  }

  @Test(arguments: [0, 1, 2, 300])
  func joined(rows: Int) {
    GradientCheck(inputs: [randomMatrix(rows, 3, seed: 1), randomMatrix(rows, 5, seed: 2)])(
      library: { tape, x, _ in tape.joined(x[0], x[1]) },
      oracle: { x, _ in
        var y = Grid(rows, 8)
        for row in 0..<rows {
          for column in 0..<8 { y[row, column] = column < 3 ? x[0][row, column] : x[1][row, column - 3] }
        }
        return y
      })
  }

  @Test func reshaped() {
    GradientCheck(inputs: [randomMatrix(4, 6, seed: 1)])(
      library: { tape, x, _ in tape.reshaped(x[0], rows: 8, columns: 3) },
      oracle: { x, _ in
        var y = Grid(8, 3)
        y.elements = x[0].elements
        return y
      })
  }

  /// The value stays, the gradient passes in each row's own column only.
  @Test func constrained() {
    let groups = Groups(sizes: [2, 0, 1])
    let x = randomMatrix(3, 3, seed: 1)
    let dy = randomMatrix(3, 3, seed: 2)
    var received = Matrix(rows: 0, columns: 0)
    let tape = Tape.training(Parameters(generator: RandomGenerator(seed: 1)))
    let y = tape.constrained(tape.variable(x) { received = $0 }, toOwnColumnIn: groups)
    #expect(y.matrix.elements == x.elements)
    tape.backward(from: tape.weighted(y, by: dy))
    #expect(received.elements == [dy[0, 0], 0, 0, dy[1, 0], 0, 0, 0, 0, dy[2, 2]])
  }
}

extension Grid {
  fileprivate func combined(with other: Grid, _ f: (Double, Double) -> Double) -> Grid {
    var y = self
    y.elements = zip(elements, other.elements).map(f)
    return y
  }
}
