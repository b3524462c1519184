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
  @Test(arguments: [[1], [6], [2, 3], [2, 0, 3], [0, 4, 0], [1, 1, 0, 1, 2]], [Activation.identity, .relu])
  func gradients(sizes: [Int], activation: Activation) {
    let (inputs, outputs, groups) = (7, 4, Groups(sizes: sizes))
    GradientCheck(
      inputs: [randomMatrix(groups.rows, inputs, seed: 1)],
      parameters: [
        randomMatrix(inputs, outputs, seed: 2), randomMatrix(sizes.count * inputs, outputs, seed: 3),
        randomMatrix(1, outputs, seed: 4), randomMatrix(sizes.count, outputs, seed: 5),
      ]
    )(
      library: { tape, x, p in
        tape.linear(
          x[0], tape.star(p[0], p[1], for: groups), tape.starSum(p[2], p[3], for: groups), in: groups, activation)
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
      tape.constant(randomMatrix(3, 2, seed: 3)), tape.star(shared, specific, for: groups),
      tape.constant(Matrix(rows: 3, columns: 3)), in: groups)
    tape.backward(from: tape.weighted(y, by: randomMatrix(3, 3, seed: 4)))
    let gradient = try #require(tape.gradients.first)
    guard case .star(_, _, _, let active) = gradient else {
      Issue.record("a star's gradient stays one of the product")
      return
    }
    #expect(active == [true, false, true])
    #expect(gradient.parameters == [shared, specific])
  }
}
