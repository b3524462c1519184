import Testing

@testable import Tensors

/// Each operation forward and backward, on shapes of several tiles and chunks: the same bits on any number of threads.
struct ThreadDeterminismTests {
  enum Operation: CaseIterable {
    case linear, grouped, star, softmax, gather, sorted, lookup, weightedLookup, crossEntropy, dropout, reuse
    case rowSums, pairs, adamDense, adamStar, adamRows, products
  }

  @Test(arguments: Operation.allCases)
  func sameBits(operation: Operation) {
    let one = results(of: operation, threads: 1)
    #expect(!one.isEmpty)
    for threads in [2, 3, 8] {
      // Twice: what was in the pool before must not matter either.
      #expect(results(of: operation, threads: threads) == one, "\(threads) threads")
      #expect(results(of: operation, threads: threads) == one, "\(threads) threads, again")
    }
  }

  /// The bits of a result, of its inputs' gradients and of its parameters' gradients.
  private func bitsOfPass(
    _ inputs: [Matrix], _ parameters: [Matrix], threads: Int, _ operation: (Tape, [Value], [Parameter]) -> Value
  ) -> [UInt32] {
    let store = Parameters(generator: RandomGenerator(seed: 1))
    let handles = parameters.enumerated().map { store.add("p\($0)", $1) }
    let tape = Tape.training(store, threads: threads)
    var received: [Int: Matrix] = [:]
    let y = operation(
      tape, inputs.enumerated().map { index, x in tape.variable(x) { received[index] = $0 } }, handles)
    var all = bits(y.matrix)
    tape.backward(from: tape.weighted(y, by: randomMatrix(y.rows, y.columns, seed: 9)))
    for index in inputs.indices { all += received[index].map(bits) ?? [] }
    for handle in handles { all += tape.total(for: handle)?.map(\.bitPattern) ?? [] }
    return all
  }

  private func results(of operation: Operation, threads: Int) -> [UInt32] {
    let rows = 700
    let x = randomMatrix(rows, 130, seed: 1)
    let groups = Groups(sizes: [300, 0, 1, 399])
    var draws = RandomGenerator(seed: 4)
    let some = (0..<1500).map { _ in Int32(draws.index(below: rows)) }
    let values = randomValues(rows: rows, fields: 3, tableRows: 200, seed: 5)
    let bags = bags(values, [.mean, .sum, .mean])
    let table = randomMatrix(200, 16, seed: 6)

    switch operation {
    case .linear:
      return bitsOfPass([x, randomMatrix(130, 300, seed: 2), randomMatrix(1, 300, seed: 3)], [], threads: threads) {
        tape, x, _ in tape.linear(x[0], x[1], x[2], .relu)
      }
    case .grouped:
      return bitsOfPass([x], [randomMatrix(520, 70, seed: 2), randomMatrix(4, 70, seed: 3)], threads: threads) {
        tape, x, p in
        tape.linear(x[0], tape.value(of: p[0], for: groups), tape.value(of: p[1], for: groups), in: groups, .relu)
      }
    case .star:
      let parameters = [
        randomMatrix(130, 140, seed: 2), randomMatrix(520, 140, seed: 3), randomMatrix(1, 140, seed: 4),
        randomMatrix(4, 140, seed: 5),
      ]
      return bitsOfPass([x], parameters, threads: threads) { tape, x, p in
        tape.linear(x[0], tape.star(p[0], p[1], for: groups), tape.starSum(p[2], p[3], for: groups), in: groups, .relu)
      }
    case .softmax: return bitsOfPass([x], [], threads: threads) { tape, x, _ in tape.softmax(x[0]) }
    case .gather: return bitsOfPass([x], [], threads: threads) { tape, x, _ in tape.gather(x[0], rows: some) }
    case .sorted:
      let partition = Partition((0..<rows).map { _ in Int32(draws.index(below: 5)) }, count: 5)
      return bitsOfPass([x], [], threads: threads) { tape, x, _ in
        tape.unsorted(tape.softmax(tape.sorted(x[0], by: partition)), by: partition)
      }
    case .lookup: return bitsOfPass([], [table], threads: threads) { tape, _, p in tape.lookup(p[0], bags) }
    case .weightedLookup:
      let weighted = Bags(
        ids: bags.ids, starts: bags.starts, pooling: bags.pooling,
        weights: randomMatrix(1, bags.ids.count, seed: 7).elements)
      return bitsOfPass([], [table], threads: threads) { tape, _, p in tape.lookup(p[0], weighted) }
    case .crossEntropy:
      return bitsOfPass([randomMatrix(rows, 1, seed: 2)], [], threads: threads) { tape, x, _ in
        tape.crossEntropy(x[0], labels: (0..<rows).map { Float($0 % 2) })
      }
    case .rowSums:
      return bitsOfPass([x], [randomMatrix(1, 1, seed: 2)], threads: threads) { tape, x, p in
        tape.rowSums(x[0], plus: tape.value(of: p[0]))
      }
    case .pairs:
      return bitsOfPass([x], [], threads: threads) { tape, x, _ in tape.pairwiseInteractions(x[0], width: 13) }
    case .dropout:
      return bitsOfPass([x], [], threads: threads) { tape, x, _ in tape.dropout(x[0], rate: 0.3, name: "d") }
    case .reuse:
      return bitsOfPass([randomMatrix(257, 257, seed: 2)], [], threads: threads) { tape, x, _ in
        let zeros = tape.constant(Matrix(rows: 1, columns: 257))
        return tape.linear(tape.linear(x[0], x[0], zeros), x[0], zeros)
      }
    case .adamDense, .adamStar, .adamRows:
      let workspace = Workspace(threads: threads)
      let adam = AdamStep(step: 1, learningRate: 0.1, in: workspace)
      func tensors(_ rows: Int, seed: Int) -> AdamTensors {
        let zeros = Matrix(rows: rows, columns: 160)
        return (MutableMatrix(randomMatrix(rows, 160, seed: seed)), MutableMatrix(zeros), MutableMatrix(zeros))
      }
      func allBits(_ tensors: AdamTensors) -> [UInt32] {
        bits(tensors.w.value) + bits(tensors.m.value) + bits(tensors.v.value)
      }
      let own = tensors(200, seed: 2)
      let shared = tensors(50, seed: 4)
      if operation == .adamDense { adam.dense(randomMatrix(200, 160, seed: 3), own) }
      if operation == .adamStar {
        adam.star(
          product: randomMatrix(200, 160, seed: 3), active: [true, false, true, true], shared: shared, specific: own)
      }
      if operation == .adamRows {
        let upstream = randomMatrix(rows, 3 * 160, seed: 3)
        adam.rows(
          RowGradient(bags, upstream: upstream, tableRows: 200, dimension: 160, in: workspace), l2: 0.1, own.w, own.v)
      }
      return allBits(own) + allBits(shared)
    case .products:
      let workspace = Workspace(threads: threads)
      let r = workspace.softmaxRows(workspace.dotProducts(x, randomMatrix(9, 130, seed: 2)))
      let sums = workspace.weightedSums(r, x).unitRows()
      return bits(r) + bits(sums) + bits(x.columns([3..<9, 100..<130], in: workspace))
    }
  }
}
