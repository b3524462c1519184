import Testing

@testable import Tensors

struct CrossEntropyTests {
  private func labels(_ rows: Int) -> [Float] { (0..<rows).map { [0, 1, 0.25][$0 % 3] } }

  @Test(arguments: [1, 2, 7, 16, 17])
  func gradients(rows: Int) {
    let labels = labels(rows)
    GradientCheck(inputs: [randomMatrix(rows, 1, seed: 1)])(
      library: { tape, x, _ in tape.crossEntropy(x[0], labels: labels) },
      oracle: { x, _ in Oracle.crossEntropy(x[0], labels) })
  }

  @Test(arguments: [1, 2, 7, 16, 17])
  func gradientsWithWeights(rows: Int) {
    let labels = labels(rows)
    let weights = (0..<rows).map { [0.25, 3, 0, 1.5][$0 % 4] as Float }
    GradientCheck(inputs: [randomMatrix(rows, 1, seed: 1)])(
      library: { tape, x, _ in tape.crossEntropy(x[0], labels: labels, weights: weights) },
      oracle: { x, _ in Oracle.crossEntropy(x[0], labels, weights: weights) })
  }

  /// A row that counts nothing has no say, however wrong it is.
  @Test func aWeightOfNothing() throws {
    let tape = Tape.training(Parameters(generator: RandomGenerator(seed: 1)))
    var gradient: Matrix?
    let logits = tape.variable(Matrix(rows: 2, columns: 1, elements: [0, 500])) { gradient = $0 }
    let loss = tape.crossEntropy(logits, labels: [1, 0], weights: [2, 0])
    tape.backward(from: loss)
    expectClose(loss.matrix.elements, [logarithm(2)], tolerance: 1e-6)
    expectClose(try #require(gradient).elements, [-0.5, 0], tolerance: 1e-6)
  }

  @Test(arguments: [127, 129, 257, 2048])
  func manyRows(rows: Int) {
    let z = randomMatrix(rows, 1, seed: 2)
    let tape = Tape.training(Parameters(generator: RandomGenerator(seed: 1)))
    let loss = tape.crossEntropy(tape.constant(z), labels: labels(rows)).matrix
    expectClose(loss, Oracle.crossEntropy(Grid(z), labels(rows)), tolerance: 1e-6)
  }

  /// Where σ(z) rounds to 0 or 1, the loss is |z| or 0 and the gradient ±1 / n or 0: no infinity, no NaN.
  @Test func certainLogits() throws {
    let z: [Float] = [200, 200, -200, -200, 0]
    let tape = Tape.training(Parameters(generator: RandomGenerator(seed: 1)))
    var gradient: Matrix?
    let logits = tape.variable(Matrix(rows: 5, columns: 1, elements: z)) { gradient = $0 }
    let loss = tape.crossEntropy(logits, labels: [1, 0, 1, 0, 1])
    tape.backward(from: loss)
    expectClose(loss.matrix.elements, [(400 + logarithm(2)) / 5], tolerance: 1e-6)
    expectClose(try #require(gradient).elements, [0, 0.2, -0.2, 0, -0.1], tolerance: 1e-6)
  }

  @Test func aBatchOfNone() throws {
    let tape = Tape.training(Parameters(generator: RandomGenerator(seed: 1)))
    var gradient: Matrix?
    let logits = tape.variable(Matrix(rows: 0, columns: 1)) { gradient = $0 }
    let loss = tape.crossEntropy(logits, labels: [])
    tape.backward(from: loss)
    #expect(loss.matrix.elements == [0])
    #expect(try #require(gradient).count == 0)
  }

  @Test(arguments: [-1000, -88, -20, -1, -1e-3, 0, 1e-3, 1, 20, 88, 1000] as [Float])
  func sigmoidEverywhere(z: Float) {
    let expected = 1 / (1 + exponential(-Double(z)))
    #expect(abs(Double(sigmoid(z)) - expected) <= 2e-7 * expected)
    #expect(abs(sigmoid(z) + sigmoid(-z) - 1) <= 1e-6)
  }
}
