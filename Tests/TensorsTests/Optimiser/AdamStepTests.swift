import Testing

@testable import Tensors

/// Five steps with new gradients against Kingma and Ba's algorithm 1 in plain loops. The learning rate is large, so that
/// an error in any of the moments shows in the weights.
struct AdamStepTests {
  private let workspace = Workspace(threads: 3)
  private let rate = 0.1
  private let steps = 1...5

  /// A weight with its moments, and the same in the oracle.
  private struct Tensor {
    let tensors: AdamTensors
    var oracle: Oracle.Adam
    var w: Matrix { tensors.w.value }
    var m: Matrix { tensors.m.value }
    var v: Matrix { tensors.v.value }

    init(_ rows: Int, _ columns: Int, seed: Int) {
      let w = randomMatrix(rows, columns, seed: seed)
      let zeros = Matrix(rows: rows, columns: columns)
      tensors = (MutableMatrix(w), MutableMatrix(zeros), MutableMatrix(zeros))
      oracle = Oracle.Adam(w)
    }

    func check(_ what: String) {
      expectClose(w.elements, oracle.w, tolerance: 2e-6, "w of \(what)")
      expectClose(m.elements, oracle.m, tolerance: 2e-6, "m of \(what)")
      expectClose(v.elements, oracle.v, tolerance: 2e-6, "v of \(what)")
    }
  }

  private func adam(_ step: Int) -> AdamStep { AdamStep(step: step, learningRate: rate, in: workspace) }

  /// The last sizes are more than one chunk (2¹³).
  @Test(arguments: oddSizes + [8191, 8192, 8193, 20_000])
  func dense(count: Int) {
    var tensor = Tensor(count, 1, seed: 1)
    for t in steps {
      let gradient = randomMatrix(count, 1, seed: 10 + t)
      adam(t).dense(gradient, tensor.tensors)
      for i in 0..<count { tensor.oracle.step(t, i, gradient: Double(gradient.elements[i]), learningRate: rate) }
    }
    tensor.check("a dense tensor")
  }

  /// A different set of groups at each step; those left out keep weights and moments, whatever their gradient holds.
  @Test(arguments: [0, 1, 7, 9, 16, 129, 8193])
  func grouped(size: Int) {
    let groups = 4
    var tensor = Tensor(groups * size, 1, seed: 1)
    for t in steps {
      let active = (0..<groups).map { ($0 + t) % 3 != 0 }
      var gradient = randomMatrix(groups * size, 1, seed: 10 + t)
      for i in 0..<groups * size where !active[i / size] { gradient[i, 0] = .nan }
      adam(t).grouped(gradient, active: active, tensor.tensors)
      for i in 0..<groups * size where active[i / size] {
        tensor.oracle.step(t, i, gradient: Double(gradient[i, 0]), learningRate: rate)
      }
    }
    tensor.check("a stack")
  }

  /// Both factors take the gradient at the old values of both.
  @Test(arguments: [0, 1, 7, 9, 16, 129, 8193], [0, 3])
  func star(size: Int, pull: Double) {
    let groups = 4
    var shared = Tensor(size, 1, seed: 1)
    var specific = Tensor(groups * size, 1, seed: 2)
    for t in steps {
      let active = (0..<groups).map { ($0 + t) % 3 != 0 }
      var product = randomMatrix(groups * size, 1, seed: 10 + t)
      for i in 0..<groups * size where !active[i / size] { product[i, 0] = .nan }
      adam(t).star(
        product: product, active: active, pull: pull, shared: shared.tensors, specific: specific.tensors)
      let (ws, wg) = (shared.oracle.w, specific.oracle.w)
      var sums = [Double](repeating: 0, count: size)
      for i in 0..<groups * size where active[i / size] {
        let g = Double(product[i, 0])
        sums[i % size] += g * wg[i]
        specific.oracle.step(t, i, gradient: g * ws[i % size], learningRate: rate)
        specific.oracle.w[i] += rate * pull * (1 - specific.oracle.w[i])
      }
      for i in 0..<size { shared.oracle.step(t, i, gradient: sums[i], learningRate: rate) }
    }
    shared.check("the shared factor")
    specific.check("the specific factor")
  }

  /// 700 rows are more than one chunk (256). Rows that a step does not use keep weights and moments; there is no
  /// momentum.
  @Test(arguments: [1, 7, 16, 17], [(0, false), (0.01, false), (0.01, true)])
  func rows(dimension: Int, more: (l2: Double, weighted: Bool)) {
    let l2 = more.l2
    let tableRows = 700
    let pooling: [Bags.Pooling] = [.mean, .sum]
    var table = Tensor(tableRows, dimension, seed: 1)
    for t in steps {
      let values = randomValues(rows: t == 3 ? 0 : 300, fields: 2, tableRows: tableRows, seed: t)
      let upstream = randomMatrix(values.count, 2 * dimension, seed: 10 + t)
      let weights = more.weighted ? randomWeights(values, seed: t) : nil
      let gradient = RowGradient(
        bags(values, pooling, weights: weights), upstream: upstream, tableRows: tableRows, dimension: dimension,
        in: workspace)
      adam(t).rows(gradient, l2: l2, table.tensors.w, table.tensors.v)

      var sums: [Int: [Double]] = [:]
      for (row, fields) in values.enumerated() {
        for (field, ids) in fields.enumerated() {
          for (id, share) in zip(ids, Oracle.shares(ids.count, pooling[field], weights?[row][field])) {
            for d in 0..<dimension {
              sums[id, default: Array(repeating: 0, count: dimension)][d] +=
                share * Double(upstream[row, field * dimension + d])
            }
          }
        }
      }
      for (id, sum) in sums {
        for d in 0..<dimension {
          let i = id * dimension + d
          let gradient = sum[d] + Double(Float(l2)) * table.oracle.w[i]
          table.oracle.step(t, i, gradient: gradient, learningRate: rate, momentum: false)
        }
      }
    }
    expectClose(table.w.elements, table.oracle.w, tolerance: 2e-6, "w of the table")
    expectClose(table.v.elements, table.oracle.v, tolerance: 2e-6, "v of the table")
  }

  /// A gradient of zero moves nothing: 0 / (0 + ε), not 0 / 0.
  @Test func zeroGradient() {
    let tensor = Tensor(17, 3, seed: 1)
    adam(1).dense(Matrix(rows: 17, columns: 3), tensor.tensors)
    #expect(tensor.w.elements == randomMatrix(17, 3, seed: 1).elements)
  }

  /// The bias corrections make the first step's length the learning rate, for a gradient of any size.
  @Test(arguments: [1e-3, 1, 1e3] as [Float])
  func firstStep(gradient: Float) {
    let zeros = Matrix(rows: 1, columns: 2)
    let w = MutableMatrix(zeros)
    let gradients = Matrix(rows: 1, columns: 2, elements: [gradient, -gradient])
    adam(1).dense(gradients, (w, MutableMatrix(zeros), MutableMatrix(zeros)))
    expectClose(w.value.elements, [-rate, rate], tolerance: 1.5e-5)
  }

  /// Adam's first step is as long as the learning rate; a table's is as many times as long as it asks for.
  @Test(arguments: [1, 5, 0.25])
  func learningRateFactors(factor: Double) {
    let store = Parameters(generator: RandomGenerator(seed: 1))
    let table = store.add("t", [3, 1], .embedding, .constant(0), learningRateFactor: factor)
    let copy = store.replacing([])
    #expect(copy.learningRateFactor(of: table) == factor)
    let tape = Tape.training(store)
    let y = tape.lookup(table, bags([[[0], [2]]], [.sum, .sum]))
    tape.backward(from: tape.weighted(y, by: Matrix(rows: 1, columns: 2, elements: [3, -3])))
    Adam(learningRate: rate).update(store, with: tape.gradients, in: workspace)
    expectClose(store[table].elements, [-rate * factor, 0, rate * factor], tolerance: 1.5e-5)
    #expect(copy[table].elements == [0, 0, 0])
  }

  @Test("A matrix read before a step is a value: it stays as it was, and the moments with it")
  func valuesStay() {
    let tensor = Tensor(9000, 1, seed: 1)
    adam(1).dense(randomMatrix(9000, 1, seed: 2), tensor.tensors)
    let (w, m, v) = (tensor.w, tensor.m, tensor.v)
    let before = [bits(w), bits(m), bits(v)]
    adam(2).dense(randomMatrix(9000, 1, seed: 3), tensor.tensors)
    #expect([bits(w), bits(m), bits(v)] == before)
    #expect(bits(tensor.w) != before[0] && bits(tensor.m) != before[1] && bits(tensor.v) != before[2])
  }
}
