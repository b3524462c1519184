import Testing

@testable import Tensors

struct NumberVectorsTests {
  private func oracle(_ x: Grid, _ v: Grid) -> Grid {
    var y = Grid(x.rows, v.rows * v.columns)
    for row in 0..<x.rows {
      for j in 0..<v.rows { for k in 0..<v.columns { y[row, j * v.columns + k] = x[row, j] * v[j, k] } }
    }
    return y
  }

  @Test(arguments: [1, 2, 17, 129], [[1, 1], [3, 4], [13, 5]])
  func gradients(rows: Int, shape: [Int]) {
    let numbers = randomMatrix(rows, shape[0], seed: 1)
    GradientCheck(inputs: [randomMatrix(shape[0], shape[1], seed: 2)])(
      library: { tape, x, _ in tape.vectors(numbers, x[0]) },
      oracle: { x, _ in oracle(Grid(numbers), x[0]) })
  }

  @Test func aBatchOfNone() {
    let tape = Tape.training(Parameters(generator: RandomGenerator(seed: 1)))
    let y = tape.vectors(Matrix(rows: 0, columns: 3), tape.constant(randomMatrix(3, 4, seed: 1)))
    #expect(y.rows == 0 && y.columns == 12)
  }
}
