import Testing

@testable import Tensors

struct PairwiseInteractionsTests {
  /// Fields and widths below, at and above what vector loops take at once.
  @Test(arguments: [0, 1, 2, 9], [(1, 4), (2, 1), (2, 16), (3, 7), (5, 4), (3, 17)])
  func gradients(rows: Int, shape: (fields: Int, width: Int)) {
    GradientCheck(inputs: [randomMatrix(rows, shape.fields * shape.width, seed: 1)])(
      library: { tape, e, _ in tape.pairwiseInteractions(e[0], width: shape.width) },
      oracle: { e, _ in Self.interactions(e[0], shape.width) })
  }

  /// More rows than one task has.
  @Test(arguments: [255, 257, 700])
  func inTiles(rows: Int) {
    let e = randomMatrix(rows, 23 * 16, seed: 1)
    let tape = Tape.training(Parameters(generator: RandomGenerator(seed: 1)))
    let y = tape.pairwiseInteractions(tape.constant(e), width: 16)
    expectClose(y.matrix, Self.interactions(Grid(e), 16))
  }

  /// Of one field there is no pair, and no rounding either.
  @Test func oneFieldHasNone() {
    let tape = Tape.training(Parameters(generator: RandomGenerator(seed: 1)))
    let y = tape.pairwiseInteractions(tape.constant(randomMatrix(50, 17, seed: 1)), width: 17)
    #expect(y.matrix.elements.allSatisfy { $0 == 0 })
  }

  /// A row has the same bits alone and among others.
  @Test func rowsAreTheirOwn() {
    let e = randomMatrix(300, 5 * 16, seed: 1)
    let tape = Tape.training(Parameters(generator: RandomGenerator(seed: 1)))
    func interactions(_ e: Matrix) -> [UInt32] {
      bits(tape.pairwiseInteractions(tape.constant(e), width: 16).matrix)
    }
    let together = interactions(e)
    for row in [0, 1, 255, 256, 299] {
      #expect(interactions(Matrix(rows: 1, columns: e.columns, elements: e.row(row))) == [together[row]])
    }
  }

  /// Σ_{f<g} Σ_d e_fd e_gd
  private static func interactions(_ e: Grid, _ width: Int) -> Grid {
    var y = Grid(e.rows, 1)
    for row in 0..<e.rows {
      for f in 0..<e.columns / width {
        for g in 0..<f { for d in 0..<width { y[row, 0] += e[row, f * width + d] * e[row, g * width + d] } }
      }
    }
    return y
  }
}
