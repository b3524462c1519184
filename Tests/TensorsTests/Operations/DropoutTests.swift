import Testing

@testable import Tensors

struct DropoutTests {
  private func drop(
    _ x: Matrix, rate: Double, name: String = "layer", seed: UInt64 = 1, threads: Int = 2
  ) -> (y: Matrix, dx: Matrix?) {
    let tape = Tape.training(Parameters(generator: RandomGenerator(seed: 1)), threads: threads, seed: seed)
    var received: Matrix?
    let y = tape.dropout(tape.variable(x) { received = $0 }, rate: rate, name: name)
    let result = y.matrix.copy()
    tape.backward(from: tape.weighted(y, by: Matrix(rows: x.rows, columns: x.columns, elements: ones(x.count))))
    return (result, received)
  }

  private func ones(_ count: Int) -> [Float] { Array(repeating: 1, count: count) }

  /// What ones become is the mask; backward multiplies by the same one.
  @Test(arguments: [[1, 1], [7, 9], [129, 17], [257, 129]], [0.1, 0.5, 0.9])
  func gradientIsTheMask(shape: [Int], rate: Double) throws {
    let keep = 1 / Float(1 - rate)
    let (mask, dx) = drop(Matrix(rows: shape[0], columns: shape[1], elements: ones(shape[0] * shape[1])), rate: rate)
    #expect(mask.elements.allSatisfy { $0 == 0 || $0 == keep })
    #expect(try #require(dx).elements == mask.elements)

    let x = randomMatrix(shape[0], shape[1], seed: 2)
    #expect(drop(x, rate: rate).y.elements == zip(x.elements, mask.elements).map { $0 * $1 })
  }

  /// The share dropped is the rate, at even and odd places (which share a draw) alike and
  /// over several chunks of draws; the two of a draw fall independently.
  @Test(arguments: [0.1, 0.5, 0.8])
  func share(rate: Double) {
    let n = 100_000
    let mask = drop(Matrix(rows: n, columns: 1, elements: ones(n)), rate: rate).y.elements
    let pairs = Double(n / 2)
    var (even, odd, both) = (0.0, 0.0, 0.0)
    for i in stride(from: 0, to: n, by: 2) {
      if mask[i] == 0 { even += 1 }
      if mask[i + 1] == 0 { odd += 1 }
      if mask[i] == 0, mask[i + 1] == 0 { both += 1 }
    }
    expectStatistic(even / pairs, rate, variance: rate * (1 - rate) / pairs)
    expectStatistic(odd / pairs, rate, variance: rate * (1 - rate) / pairs)
    expectStatistic(both / pairs, rate * rate, variance: rate * rate * (1 - rate * rate) / pairs)
    // Chunks of 2¹⁴ draw from streams of their own.
    #expect(mask[0..<16384] != mask[16384..<32768])
  }

  @Test func theMaskHangsOnNameAndSeedOnly() {
    let x = Matrix(rows: 200, columns: 100, elements: ones(20_000))
    let mask = drop(x, rate: 0.5).y.elements
    #expect(drop(x, rate: 0.5, threads: 1).y.elements == mask)
    #expect(drop(x, rate: 0.5, name: "other").y.elements != mask)
    #expect(drop(x, rate: 0.5, seed: 2).y.elements != mask)
  }

  @Test func inferenceDropsNothing() {
    let x = randomMatrix(5, 4, seed: 1)
    let tape = Tape(
      parameters: Parameters(generator: RandomGenerator(seed: 1)), workspace: Workspace(threads: 1), mode: .inference,
      generator: RandomGenerator(seed: 1))
    #expect(bits(tape.dropout(tape.constant(x), rate: 0.5, name: "layer").matrix) == bits(x))
    #expect(bits(drop(x, rate: 0).y) == bits(x))
  }

  @Test func noRows() {
    #expect(drop(Matrix(rows: 0, columns: 4), rate: 0.5).y.count == 0)
  }
}
