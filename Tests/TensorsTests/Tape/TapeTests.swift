import Testing

@testable import Tensors

struct TapeTests {
  /// x x x: one value as input and as weight, three times over. Its gradients add up.
  @Test func aValueUsedTwiceGetsBothGradients() {
    let zeros = Matrix(rows: 1, columns: 4)
    GradientCheck(inputs: [randomMatrix(4, 4, seed: 1)])(
      library: { tape, x, _ in
        let square = tape.linear(x[0], x[0], tape.constant(zeros))
        return tape.linear(square, x[0], tape.constant(zeros))
      },
      oracle: { x, _ in
        let square = Oracle.linear(x[0], x[0], Grid(zeros), sizes: [4], relu: false)
        return Oracle.linear(square, x[0], Grid(zeros), sizes: [4], relu: false)
      })
  }

  /// Two layers with the same weights: one gradient in the end, or an optimiser would take two steps.
  @Test func aParameterUsedTwiceHasOneGradient() {
    let store = Parameters(generator: RandomGenerator(seed: 1))
    let w = store.add("w", randomMatrix(3, 3, seed: 1))
    let b = store.add("b", randomMatrix(1, 3, seed: 2))
    let tape = Tape.training(store)
    let x = tape.constant(randomMatrix(2, 3, seed: 3))
    let y = tape.linear(tape.linear(x, tape.value(of: w), tape.value(of: b)), tape.value(of: w), tape.value(of: b))
    tape.backward(from: tape.weighted(y, by: randomMatrix(2, 3, seed: 4)))
    #expect(tape.gradients.flatMap(\.parameters).sorted { $0.name < $1.name } == [b, w])
  }

  @Test func aParameterUsedTwiceGetsBothGradients() {
    GradientCheck(
      inputs: [randomMatrix(5, 3, seed: 3)], parameters: [randomMatrix(3, 3, seed: 1), randomMatrix(1, 3, seed: 2)]
    )(
      library: { tape, x, p in
        let once = tape.linear(x[0], tape.value(of: p[0]), tape.value(of: p[1]), .relu)
        return tape.linear(once, tape.value(of: p[0]), tape.value(of: p[1]))
      },
      oracle: { x, p in
        let once = Oracle.linear(x[0], p[0], p[1], sizes: [5], relu: true)
        return Oracle.linear(once, p[0], p[1], sizes: [5], relu: false)
      })
  }

  /// Every operation in one chain, under the loss that training uses.
  @Test func theWholeChain() {
    let values = [[[0], [1, 2]], [[3], []], [[2], [4, 4]], [[1], [0]], [[4], [2]]]
    let pooling: [Bags.Pooling] = [.sum, .mean]
    let assignment: [Int32] = [1, 0, 1, 2, 0]
    let partition = Partition(assignment, count: 3)
    let order = assignment.indices.sorted { (assignment[$0], $0) < (assignment[$1], $1) }
    let labels: [Float] = [1, 0, 0, 1, 1]
    GradientCheck(
      parameters: [
        randomMatrix(5, 2, seed: 1), randomMatrix(4, 3, seed: 2), randomMatrix(12, 3, seed: 3),
        randomMatrix(1, 3, seed: 4), randomMatrix(3, 3, seed: 5), randomMatrix(3, 1, seed: 6),
        randomMatrix(1, 1, seed: 7),
      ]
    )(
      library: { tape, _, p in
        let sorted = tape.sorted(tape.lookup(p[0], bags(values, pooling)), by: partition)
        let hidden = tape.linear(
          sorted, tape.star(p[1], p[2], for: partition.groups), tape.starSum(p[3], p[4], for: partition.groups),
          in: partition.groups, .relu)
        let softmax = tape.softmax(tape.unsorted(hidden, by: partition))
        return tape.crossEntropy(tape.linear(softmax, tape.value(of: p[5]), tape.value(of: p[6])), labels: labels)
      },
      oracle: { _, p in
        let sorted = Oracle.gather(Oracle.lookup(p[0], values, pooling), order.map(Int32.init))
        var (weights, biases) = (p[2], p[4])
        for i in weights.elements.indices { weights.elements[i] *= p[1].elements[i % 12] }
        for i in biases.elements.indices { biases.elements[i] += p[3].elements[i % 3] }
        let hidden = Oracle.linear(sorted, weights, biases, sizes: [2, 2, 1], relu: true)
        let softmax = Oracle.softmax(Oracle.gather(hidden, order.indices.map { Int32(order.firstIndex(of: $0) ?? -1) }))
        return Oracle.crossEntropy(Oracle.linear(softmax, p[5], p[6], sizes: [5], relu: false), labels)
      })
  }

  @Test func inferenceRecordsNothing() {
    let store = Parameters(generator: RandomGenerator(seed: 1))
    let (w, b) = (store.add("w", randomMatrix(3, 1, seed: 1)), store.add("b", randomMatrix(1, 1, seed: 2)))
    let tape = Tape(
      parameters: store, workspace: Workspace(threads: 1), mode: .inference, generator: RandomGenerator(seed: 1))
    let y = tape.linear(tape.constant(randomMatrix(4, 3, seed: 3)), tape.value(of: w), tape.value(of: b))
    #expect(!tape.needsGradient(y))
    tape.update(w, to: Matrix(rows: 3, columns: 1))
    #expect(tape.stateUpdates.isEmpty)
    tape.backward(from: tape.crossEntropy(y, labels: [0, 1, 0, 1]))
    #expect(tape.gradients.isEmpty)
  }

  @Test func trainingAsksForStateButDoesNotWriteIt() {
    let store = Parameters(generator: RandomGenerator(seed: 1))
    let state = store.add("state", randomMatrix(2, 2, seed: 1), role: .state)
    let before = bits(store[state])
    let tape = Tape.training(store)
    tape.update(state, to: Matrix(rows: 2, columns: 2))
    #expect(tape.stateUpdates.count == 1)
    #expect(bits(store[state]) == before)
  }

  /// What a loss does not hang on gets no gradient.
  @Test func valuesAsideGetNone() {
    let tape = Tape.training(Parameters(generator: RandomGenerator(seed: 1)))
    var received = false
    let aside = tape.variable(randomMatrix(3, 1, seed: 1)) { _ in received = true }
    _ = tape.softmax(aside)
    let logits = tape.variable(randomMatrix(3, 1, seed: 2)) { _ in }
    tape.backward(from: tape.crossEntropy(logits, labels: [1, 0, 1]))
    #expect(!received)
  }

  /// What a ReLU gave goes into a product, which masks its gradient on the way, and elsewhere too, where nothing does.
  @Test func rectifiedValuesWithTwoUses() {
    let zeros = Matrix(rows: 1, columns: 4)
    GradientCheck(inputs: [randomMatrix(5, 4, seed: 1), randomMatrix(4, 4, seed: 2), randomMatrix(4, 4, seed: 3)])(
      library: { tape, x, _ in
        let hidden = tape.linear(x[0], x[1], tape.constant(zeros), .relu)
        return tape.add(tape.linear(hidden, x[2], tape.constant(zeros)), hidden)
      },
      oracle: { x, _ in
        let hidden = Oracle.linear(x[0], x[1], Grid(zeros), sizes: [5], relu: true)
        var sum = Oracle.linear(hidden, x[2], Grid(zeros), sizes: [5], relu: false)
        for i in sum.elements.indices { sum.elements[i] += hidden.elements[i] }
        return sum
      })
  }
}
