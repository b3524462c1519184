import Testing

@testable import Tensors

/// Many sizes for one matrix product: each odd size as rows, inputs and outputs, in different company.
private let shapes = oddSizes.indices.flatMap { i in
  [(5, 3), (1, 7)].map { shift in
    let (a, b) = shift
    return [oddSizes[i], oddSizes[(i + a) % oddSizes.count], oddSizes[(i + b) % oddSizes.count]]
  }
}

struct LinearTests {
  @Test(arguments: [[1], [2], [9], [3, 4], [3, 0, 4], [0, 0, 5], [2, 0, 0, 1, 0]], [Activation.identity, .relu])
  func gradients(sizes: [Int], activation: Activation) {
    let (inputs, outputs, groups) = (7, 5, Groups(sizes: sizes))
    GradientCheck(
      inputs: [randomMatrix(groups.rows, inputs, seed: 1)],
      parameters: [
        randomMatrix(sizes.count * inputs, outputs, seed: 2), randomMatrix(sizes.count, outputs, seed: 3),
      ]
    )(
      library: { tape, x, p in
        tape.linear(x[0], tape.value(of: p[0], for: groups), tape.value(of: p[1], for: groups), in: groups, activation)
      },
      oracle: { x, p in Oracle.linear(x[0], p[0], p[1], sizes: sizes, relu: activation == .relu) })
  }

  @Test(arguments: [1, 2, 9], [Activation.identity, .relu])
  func gradientsOfOneSharedMatrix(rows: Int, activation: Activation) {
    GradientCheck(inputs: [randomMatrix(rows, 7, seed: 1), randomMatrix(7, 9, seed: 2), randomMatrix(1, 9, seed: 3)])(
      library: { tape, x, _ in tape.linear(x[0], x[1], x[2], activation) },
      oracle: { x, _ in Oracle.linear(x[0], x[1], x[2], sizes: [rows], relu: activation == .relu) })
  }

  /// Shapes too large for central differences, against the product rule in plain loops.
  @Test(arguments: shapes)
  func oddShapes(shape: [Int]) {
    let (rows, inputs, outputs) = (shape[0], shape[1], shape[2])
    let (x, w) = (randomMatrix(rows, inputs, seed: 1), randomMatrix(inputs, outputs, seed: 2))
    let (b, dy) = (randomMatrix(1, outputs, seed: 3), randomMatrix(rows, outputs, seed: 4))
    let tape = Tape.training(Parameters(generator: RandomGenerator(seed: 1)))
    var received: [String: Matrix] = [:]
    let y = tape.linear(
      tape.variable(x) { received["x"] = $0 }, tape.variable(w) { received["w"] = $0 },
      tape.variable(b) { received["b"] = $0 }, .relu)
    tape.backward(from: tape.weighted(y, by: dy))

    let (gx, gw) = (Grid(x), Grid(w))
    let expected = Oracle.linear(gx, gw, Grid(b), sizes: [rows], relu: true)
    expectClose(y.matrix, expected, "y")
    var (dx, dw, db) = (Grid(rows, inputs), Grid(inputs, outputs), Grid(1, outputs))
    for r in 0..<rows {
      // The library's own signs: where rounding decides them, either is right.
      for o in 0..<outputs where y.matrix[r, o] > 0 {
        let d = Double(dy[r, o])
        db[0, o] += d
        for i in 0..<inputs {
          dx[r, i] += d * gw[i, o]
          dw[i, o] += d * gx[r, i]
        }
      }
    }
    for (name, grid) in [("x", dx), ("w", dw), ("b", db)] {
      #expect(received[name] != nil)
      expectClose(received[name]?.elements ?? [], grid.elements, "d\(name)")
    }
  }

  /// A weight that every row shares has a gradient even if there are no rows: zeros, not what the memory held before.
  @Test func aBatchOfNoneGivesZeros() {
    let store = Parameters(generator: RandomGenerator(seed: 1))
    let (w, b) = (store.add("w", randomMatrix(7, 9, seed: 1)), store.add("b", randomMatrix(1, 9, seed: 2)))
    let tape = Tape.training(store)
    do {
      // Leaves other numbers behind in the pool.
      let used = tape.workspace.buffers.matrix(7, 9)
      used.base.update(repeating: 5, count: used.count)
    }
    let y = tape.linear(tape.constant(Matrix(rows: 0, columns: 7)), tape.value(of: w), tape.value(of: b), .relu)
    tape.backward(from: tape.weighted(y, by: Matrix(rows: 0, columns: 9)))
    #expect(tape.total(for: w) == Array(repeating: 0, count: 63))
    #expect(tape.total(for: b) == Array(repeating: 0, count: 9))
  }

  /// A constant takes no gradient, and nothing is computed for it.
  @Test func constantsTakeNoGradient() {
    let tape = Tape.training(Parameters(generator: RandomGenerator(seed: 1)))
    let y = tape.linear(
      tape.constant(randomMatrix(3, 2, seed: 1)), tape.constant(randomMatrix(2, 4, seed: 2)),
      tape.constant(randomMatrix(1, 4, seed: 3)))
    #expect(!tape.needsGradient(y))
  }
}
