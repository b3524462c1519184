import Testing

@testable import Tensors

struct NeuronGateTests {
  private static func logistic(_ z: Double) -> Double { 1 / (1 + exponential(-z)) }

  /// π where a gate's hard part (which side of the threshold it is on) is that of `base`, and where binarisation lets
  /// the gradient straight through: 1[u ≥ ε](base) + u(v) − u(base).
  private static func gate(_ v: Double, base: Double, _ form: NeuronGate, _ alpha: Double) -> Double {
    let (epsilon, beta) = (Double(NeuronGate.threshold), Double(NeuronGate.height))
    let (u, fixed) = (logistic(alpha * v), logistic(alpha * base))
    return switch form {
    case .binarisation: (fixed >= epsilon ? 1 : 0) + u - fixed
    case .scaling: beta * logistic(v)
    case .fusion: beta * fixed >= epsilon ? beta * u : 0
    }
  }

  @Test(arguments: NeuronGate.allCases, [1, 2, 7, 40])
  func gradients(form: NeuronGate, rows: Int) {
    let v = Matrix(rows: rows, columns: 9, elements: randomMatrix(rows, 9, seed: 2).elements.map { 2 * $0 })
    GradientCheck(inputs: [randomMatrix(rows, 9, seed: 1), v])(
      library: { tape, x, _ in tape.gated(x[0], by: x[1], form, alpha: 1.5) { _ in 0 }.0 },
      oracle: { x, _ in
        var y = x[0]
        for i in y.elements.indices {
          y.elements[i] *= Self.gate(x[1].elements[i], base: Double(v.elements[i]), form, 1.5)
        }
        return y
      })
  }

  /// What is below the threshold is exactly 0 and counted; nothing else is.
  @Test(arguments: NeuronGate.allCases)
  func zeros(form: NeuronGate) {
    let (h, v) = (randomMatrix(50, 20, seed: 1), randomMatrix(50, 20, seed: 2))
    let tape = Tape.training(Parameters(generator: RandomGenerator(seed: 1)))
    let (y, zeros) = tape.gated(tape.constant(h), by: tape.constant(v), form, alpha: 4) { _ in 0 }
    #expect(y.matrix.elements.count { $0 == 0 } == zeros)
    #expect((zeros > 100) == (form != .scaling))
    #expect(zeros < 900)
  }

  /// The regulariser's gradient: its pull times dr/dv = −α u (1 − u) / n, whatever h is.
  @Test func pull() {
    let v = randomMatrix(6, 5, seed: 2)
    var received = Matrix(rows: 0, columns: 0)
    let tape = Tape.training(Parameters(generator: RandomGenerator(seed: 1)))
    let (y, zeros) = tape.gated(
      tape.constant(Matrix(rows: 6, columns: 5)), by: tape.variable(v) { received = $0 }, .fusion, alpha: 2
    ) { share in 3 * share + 1 }
    tape.backward(from: tape.weighted(y, by: randomMatrix(6, 5, seed: 3)))
    let slope = 3 * Double(zeros) / 30 + 1
    expectClose(
      received.elements,
      v.elements.map {
        let u = Self.logistic(2 * Double($0))
        return -slope * 2 * u * (1 - u) / 30
      })
  }

  /// The vector exponential stays finite and exact enough at any size of its argument.
  @Test func extremes() {
    let v: [Float] = [-1e30, -200, -88, -20, -1e-6, 0, 1e-6, 20, 88, 200, 1e30]
    let tape = Tape.training(Parameters(generator: RandomGenerator(seed: 1)))
    let ones = Matrix(rows: 1, columns: v.count, elements: v.map { _ in 1 })
    let (y, _) = tape.gated(
      tape.constant(ones), by: tape.constant(Matrix(rows: 1, columns: v.count, elements: v)), .scaling, alpha: 1
    ) { _ in 0 }
    expectClose(y.matrix.elements, v.map { 2 * Self.logistic(Double($0)) }, tolerance: 1e-6)
  }
}
