import Testing

@testable import Tensors

/// Every row through each of several matrices, and mixtures of what comes out.
struct ExpertTests {
  @Test(arguments: [1, 2, 3], [0, 1, 2, 9])
  func linearToEach(count: Int, rows: Int) {
    let activation = rows == 9 ? Activation.relu : .identity
    GradientCheck(
      inputs: [
        randomMatrix(rows, 7, seed: 1), randomMatrix(count * 7, 5, seed: 2), randomMatrix(count, 5, seed: 3),
      ]
    )(
      library: { tape, x, _ in tape.linear(x[0], x[1], x[2], toEach: count, activation) },
      oracle: { x, _ in
        var repeated = Grid(count * rows, 7)
        for i in repeated.elements.indices { repeated.elements[i] = x[0].elements[i % x[0].elements.count] }
        let sizes = Array(repeating: rows, count: count)
        return Oracle.linear(repeated, x[1], x[2], sizes: sizes, relu: activation == .relu)
      })
  }

  /// Larger than tiles of rows and columns, against each matrix by itself.
  @Test func linearToEachInTiles() {
    let (rows, inputs, outputs) = (300, 40, 530)
    let (x, w) = (randomMatrix(rows, inputs, seed: 1), randomMatrix(3 * inputs, outputs, seed: 2))
    let b = randomMatrix(3, outputs, seed: 3)
    let tape = Tape.training(Parameters(generator: RandomGenerator(seed: 1)))
    let y = tape.linear(tape.constant(x), tape.constant(w), tape.constant(b), toEach: 3)
    expectClose(
      y.matrix,
      Oracle.linear(Grid(repeating: Grid(x), 3), Grid(w), Grid(b), sizes: [rows, rows, rows], relu: false))
  }

  /// Stacks of all rows, of one expert and of many; mixtures one below the other of the same experts.
  @Test(arguments: [1, 2, 70], [1, 3])
  func mixtures(rows: Int, mixtures: Int) {
    let width = 5
    GradientCheck(inputs: [
      randomMatrix(mixtures * rows, 4, seed: 1), randomMatrix(mixtures * rows, width, seed: 2),
      randomMatrix(3 * rows, width, seed: 3),
    ])(
      library: { tape, x, _ in tape.mixture(x[0], [ExpertStack(x[1]), ExpertStack(x[2], count: 3)]) },
      oracle: { x, _ in
        var y = Grid(mixtures * rows, width)
        for row in 0..<y.rows {
          for column in 0..<width {
            y[row, column] = x[0][row, 0] * x[1][row, column]
            for expert in 0..<3 {
              y[row, column] += x[0][row, 1 + expert] * x[2][expert * rows + row % rows, column]
            }
          }
        }
        return y
      })
  }

  @Test func mixtureOfNoRows() {
    let tape = Tape.training(Parameters(generator: RandomGenerator(seed: 1)))
    let y = tape.mixture(
      tape.constant(Matrix(rows: 0, columns: 2)), [ExpertStack(tape.constant(Matrix(rows: 0, columns: 3)), count: 2)])
    #expect(y.rows == 0 && y.columns == 3)
  }

  /// Each row takes its own expert's result.
  @Test(arguments: [[2, 0, 3], [1], [0, 0, 4], [0, 0]])
  func own(sizes: [Int]) {
    let groups = Groups(sizes: sizes)
    GradientCheck(inputs: [randomMatrix(sizes.count * groups.rows, 3, seed: 1)])(
      library: { tape, x, _ in tape.own(x[0], in: groups) },
      oracle: { x, _ in
        var y = Grid(groups.rows, 3)
        for (row, group) in Oracle.assignment(sizes).enumerated() {
          for column in 0..<3 { y[row, column] = x[0][group * groups.rows + row, column] }
        }
        return y
      })
  }
}

extension Grid {
  /// The grid so many times, one below the other.
  init(repeating grid: Grid, _ count: Int) {
    self.init(count * grid.rows, grid.columns)
    for i in elements.indices { elements[i] = grid.elements[i % grid.elements.count] }
  }
}
