import Testing

@testable import Tensors

/// What clipping and the watch over numbers rest on, against gradients spelt out.
struct GradientNormTests {
  private let workspace = Workspace(threads: 3)
  private let store = Parameters(generator: RandomGenerator(seed: 1))

  private func products(_ sizes: [Int], _ inputs: Int, _ outputs: Int) -> ProductGradient {
    let groups = Groups(sizes: sizes)
    return ProductGradient(
      inputRows: GroupedInputs(randomMatrix(groups.rows, inputs, seed: 1), groups, with: .best),
      dy: randomMatrix(groups.rows, outputs, seed: 2))
  }

  private func expectSum(_ gradient: Gradient) {
    var sum = 0.0
    for parameter in gradient.parameters {
      for g in gradient.denseMatrix(for: parameter, in: store)?.elements ?? [] { sum += Double(g) * Double(g) }
    }
    let found = gradient.sumOfSquares(store, in: workspace)
    #expect(abs(found - sum) <= 1e-5 * sum, "\(found), \(sum)")
    #expect(found == gradient.sumOfSquares(store, in: Workspace(threads: 1)))
    #expect(gradient.broken(in: workspace) == nil)
  }

  @Test(arguments: [[1, 1], [7, 9], [129, 65], [5, 513]])
  func everyForm(shape: [Int]) {
    let (inputs, outputs) = (shape[0], shape[1])
    let active = [true, false, true]
    let dense = store.add("dense", randomMatrix(inputs, outputs, seed: 3))
    let stack = store.add("stack", randomMatrix(3 * inputs, outputs, seed: 4))
    let g = randomMatrix(3 * inputs, outputs, seed: 5)
    for column in 0..<outputs { (g.base + inputs * outputs)[column] = .nan }
    expectSum(.dense(dense, randomMatrix(inputs, outputs, seed: 6)))
    expectSum(.grouped(stack, g, active: active))
    expectSum(.star(shared: dense, specific: stack, product: g, active: active))
    expectSum(.products(stack, products([2, 0, 9], inputs, outputs), active: active))
    expectSum(.starProducts(shared: dense, specific: stack, products([2, 0, 9], inputs, outputs), active: active))
  }

  @Test(arguments: [1, 7, 8, 16])
  func rows(dimension: Int) {
    let table = store.add("table", randomMatrix(700, dimension, seed: 1))
    let lists = (0..<300).map { row in [[row, row * 2], [row % 5]] }
    let gradient = RowGradient(
      bags(lists, [.mean, .sum]), upstream: randomMatrix(300, 2 * dimension, seed: 2), tableRows: 700,
      dimension: dimension, in: workspace)
    expectSum(.rows(table, gradient))
  }

  @Test(arguments: [Float.nan, .infinity, -.infinity])
  func whatBrokeIsFound(number: Float) {
    let stack = store.add("stack", randomMatrix(6, 3, seed: 4))
    var g = randomMatrix(6, 3, seed: 5)
    g[5, 2] = number
    #expect(!g.isFinite)
    #expect(Gradient.grouped(stack, g, active: [true, true, false]).broken(in: workspace) == nil)
    let found = Gradient.grouped(stack, g, active: [false, true, true]).broken(in: workspace)
    #expect(found?.parameter == stack && found?.group == 2)
    #expect(Gradient.dense(stack, g).broken(in: workspace)?.parameter == stack)
  }

  @Test(arguments: [0, 1, 2, 7, 8, 9, 33])
  func finiteMeansFinite(count: Int) {
    #expect(Matrix(rows: 1, columns: count).isFinite)
    for place in 0..<count {
      for (number, finite) in [
        (Float.nan, false), (.infinity, false), (-.infinity, false), (.greatestFiniteMagnitude, true),
      ] {
        var matrix = randomMatrix(1, count, seed: 1)
        matrix[0, place] = number
        #expect(matrix.isFinite == finite)
      }
    }
  }

  /// A gradient that is no number, or whose square is none, is seen in the step that took it, whatever its form.
  @Test(arguments: [Float.nan, .infinity, 1e25], [0, 15, 16, 40])
  func stepsSeeIt(number: Float, place: Int) {
    func tensors(_ rows: Int) -> AdamTensors {
      let zeros = Matrix(rows: rows, columns: 41)
      return (MutableMatrix(randomMatrix(rows, 41, seed: 1)), MutableMatrix(zeros), MutableMatrix(zeros))
    }
    func step() -> AdamStep { AdamStep(step: 1, learningRate: 0.1, in: workspace) }
    func gradient(_ rows: Int, bad: Bool) -> Matrix {
      var g = randomMatrix(rows, 41, seed: 2)
      if bad { g[rows - 1, place] = number }
      return g
    }
    for bad in [false, true] {
      let dense = step()
      dense.dense(gradient(1, bad: bad), tensors(1))
      #expect(dense.isHealthy != bad)
      let star = step()
      star.star(product: gradient(2, bad: bad), active: [true, true], shared: tensors(1), specific: tensors(2))
      #expect(star.isHealthy != bad)
      let rows = step()
      let (table, _, moments) = tensors(3)
      rows.rows(
        RowGradient(
          bags([[[1, 2]]], [.sum]), upstream: gradient(1, bad: bad), tableRows: 3, dimension: 41, in: workspace),
        l2: 0, table, moments)
      #expect(rows.isHealthy != bad)
    }
  }

  /// Scaled gradients and gradients scaled beforehand are one step.
  @Test func scaledSteps() {
    func tensors() -> AdamTensors {
      let zeros = Matrix(rows: 2, columns: 41)
      return (MutableMatrix(randomMatrix(2, 41, seed: 1)), MutableMatrix(zeros), MutableMatrix(zeros))
    }
    let (a, b) = (tensors(), tensors())
    let g = randomMatrix(2, 41, seed: 2)
    AdamStep(step: 1, learningRate: 0.1, scale: 0.25, in: workspace).dense(g, a)
    AdamStep(step: 1, learningRate: 0.1, in: workspace).dense(
      Matrix(rows: 2, columns: 41, elements: g.elements.map { $0 / 4 }), b)
    #expect(bits(a.w.value) == bits(b.w.value))
    #expect(bits(a.m.value) == bits(b.m.value) && bits(a.v.value) == bits(b.v.value))
  }

  /// Between 0 and 1 for any logit, and in its order; the loss is a number for any.
  @Test func probabilitiesStayWithin() {
    let logits: [Float] = [-.infinity, -3.4e38, -1e4, -104, -88, -17, -1, 0, 1, 16, 17, 88, 1e4, 3.4e38, .infinity]
    let probabilities = logits.map(clickProbability)
    #expect(probabilities.allSatisfy { $0 > 0 && $0 < 1 && $0.isNormal })
    #expect(probabilities == probabilities.sorted())
    #expect(clickProbability(.nan).isNaN)
    for label in [Float(0), 1] {
      let z = logits.filter(\.isFinite) + [3.4e38, -3.4e38]
      let tape = Tape(parameters: store, workspace: workspace, mode: .training, generator: RandomGenerator(seed: 1))
      let loss = tape.crossEntropy(
        tape.variable(Matrix(rows: z.count, columns: 1, elements: z)) { #expect($0.isFinite) },
        labels: z.map { _ in label })
      #expect(loss.matrix.isFinite)
      tape.backward(from: loss)
    }
  }

  /// ReLU hands a NaN on, in every kernel: as a zero it would hide.
  @Test func rectifiedNaNStays() {
    for kernel in ProductKernel.available {
      let x = Matrix(rows: 3, columns: 2, elements: [1, .nan, 1, 1, -1, -1])
      let groups = Groups(single: 3)
      let y = Matrix(rows: 3, columns: 1)
      GroupedProducts(x, Matrix(rows: 2, columns: 1, elements: [1, 1]), groups, with: kernel).forward(
        into: y, (0, 0..<3, 0..<1), biases: Matrix(rows: 1, columns: 1), .relu, scratch: nil)
      #expect(y[0, 0].isNaN && y[1, 0] == 2 && y[2, 0] == 0, "\(kernel)")
    }
  }
}
