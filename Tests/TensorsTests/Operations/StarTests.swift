import Testing

@testable import Tensors

struct StarTests {
  /// W_g = W_shared ⊗ W_g, group below group.
  private func product(_ shared: Grid, _ specific: Grid) -> Grid {
    var product = specific
    for i in product.elements.indices { product.elements[i] *= shared.elements[i % shared.elements.count] }
    return product
  }

  private func sum(_ shared: Grid, _ specific: Grid) -> Grid {
    var sum = specific
    for i in sum.elements.indices { sum.elements[i] += shared.elements[i % shared.elements.count] }
    return sum
  }

  /// A whole star layer: the gradients of both factors, both biases and the input.
  @Test(
    arguments: [[1], [6], [2, 3], [2, 0, 3], [0, 4, 0], [1, 1, 0, 1, 2]],
    [(Activation.identity, ProductKernel.best)] + ProductKernel.available.map { (.relu, $0) })
  func gradients(sizes: [Int], layer: (activation: Activation, kernel: ProductKernel)) {
    let (inputs, outputs, groups) = (7, 4, Groups(sizes: sizes))
    let activation = layer.activation
    GradientCheck(
      inputs: [randomMatrix(groups.rows, inputs, seed: 1)],
      parameters: [
        randomMatrix(inputs, outputs, seed: 2), randomMatrix(sizes.count * inputs, outputs, seed: 3),
        randomMatrix(1, outputs, seed: 4), randomMatrix(sizes.count, outputs, seed: 5),
      ], kernel: layer.kernel
    )(
      library: { tape, x, p in
        tape.linear(x[0], star: p[0], p[1], tape.starSum(p[2], p[3], for: groups), in: groups, activation)
      },
      oracle: { x, p in
        Oracle.linear(x[0], product(p[0], p[1]), sum(p[2], p[3]), sizes: sizes, relu: activation == .relu)
      })
  }

  /// 129 x 257 is more than one chunk of the product.
  @Test(arguments: [[1, 1], [7, 9], [15, 17], [129, 257]])
  func oddShapes(shape: [Int]) {
    let store = Parameters(generator: RandomGenerator(seed: 1))
    let shared = store.add("shared", randomMatrix(shape[0], shape[1], seed: 1))
    let specific = store.add("specific", randomMatrix(3 * shape[0], shape[1], seed: 2))
    let tape = Tape.training(store)
    let result = tape.star(shared, specific, for: Groups(sizes: [1, 0, 2])).matrix
    let expected = product(Grid(store[shared]), Grid(store[specific]))
    let size = shape[0] * shape[1]
    for group in [0, 2] {
      let range = group * size..<(group + 1) * size
      expectClose(Array(result.elements[range]), Array(expected.elements[range]), tolerance: 1e-7, "group \(group)")
    }
  }

  /// Groups without rows say so, for the optimiser to leave their weights alone.
  @Test func activeGroupsAreTold() throws {
    let store = Parameters(generator: RandomGenerator(seed: 1))
    let shared = store.add("shared", randomMatrix(2, 3, seed: 1))
    let specific = store.add("specific", randomMatrix(6, 3, seed: 2))
    let tape = Tape.training(store)
    let groups = Groups(sizes: [2, 0, 1])
    let y = tape.linear(
      tape.constant(randomMatrix(3, 2, seed: 3)), star: shared, specific,
      tape.constant(Matrix(rows: 3, columns: 3)), in: groups)
    tape.backward(from: tape.weighted(y, by: randomMatrix(3, 3, seed: 4)))
    let gradient = try #require(tape.gradients.first)
    guard case .starProducts(_, _, _, let active) = gradient else {
      Issue.record("a star's gradient stays one of the product")
      return
    }
    #expect(active == [true, false, true])
    #expect(gradient.parameters == [shared, specific])
  }

  /// Multiplied out or on the way into the product: the same bits, where kernels are our own.
  @Test(.enabled(if: ProductKernel.best.isBitExact))
  func theProductInMemoryGivesTheSameBits() {
    let store = Parameters(generator: RandomGenerator(seed: 1))
    let shared = store.add("shared", randomMatrix(130, 70, seed: 1))
    let specific = store.add("specific", randomMatrix(390, 70, seed: 2))
    let groups = Groups(sizes: [40, 0, 19])
    let x = randomMatrix(59, 130, seed: 3)
    func layer(_ fused: Bool) -> [UInt32] {
      let tape = Tape.training(store)
      var dx: [Float] = []
      let input = tape.variable(x) { dx = $0.elements }
      let bias = tape.constant(randomMatrix(3, 70, seed: 4))
      let y =
        fused
        ? tape.linear(input, star: shared, specific, bias, in: groups, .relu)
        : tape.linear(input, tape.star(shared, specific, for: groups), bias, in: groups, .relu)
      tape.backward(from: tape.weighted(y, by: randomMatrix(59, 70, seed: 5)))
      let gradients = [shared, specific].flatMap { tape.total(for: $0) ?? [] }
      return (y.matrix.elements + dx + gradients).map(\.bitPattern)
    }
    #expect(layer(true) == layer(false))
  }
}
