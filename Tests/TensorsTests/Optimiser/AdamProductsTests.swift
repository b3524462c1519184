import Testing

@testable import Tensors

/// A step on gradients that are still products, against the same step on the products spelt out: the same bits, for pieces
/// depend on nothing but the shape, and an element of a product on its row and column.
struct AdamProductsTests {
  private let workspace = Workspace(threads: 3)

  private func gradient(_ sizes: [Int], _ inputs: Int, _ outputs: Int) -> ProductGradient {
    let groups = Groups(sizes: sizes)
    return ProductGradient(
      inputRows: GroupedInputs(randomMatrix(groups.rows, inputs, seed: 1), groups, with: .best),
      dy: randomMatrix(groups.rows, outputs, seed: 2))
  }

  private func tensors(_ rows: Int, _ columns: Int, seed: Int) -> AdamTensors {
    let v = Matrix(
      rows: rows, columns: columns, elements: randomMatrix(rows, columns, seed: seed + 2).elements.map(abs))
    return (
      MutableMatrix(randomMatrix(rows, columns, seed: seed)),
      MutableMatrix(randomMatrix(rows, columns, seed: seed + 1)), MutableMatrix(v)
    )
  }

  private func copies(_ tensors: AdamTensors) -> AdamTensors {
    (MutableMatrix(tensors.w.value), MutableMatrix(tensors.m.value), MutableMatrix(tensors.v.value))
  }

  private func expectSame(_ a: AdamTensors, _ b: AdamTensors, _ what: String) {
    #expect(bits(a.w.value) == bits(b.w.value), "\(what)")
    #expect(bits(a.m.value) == bits(b.m.value) && bits(a.v.value) == bits(b.v.value), "moments of \(what)")
  }

  private static let shapes = [[1, 1], [7, 9], [129, 1], [300, 20], [5, 513], [130, 1025]]

  @Test(arguments: shapes, [[0], [1], [8], [2, 0, 9]])
  func weights(shape: [Int], sizes: [Int]) {
    let gradient = gradient(sizes, shape[0], shape[1])
    let pieces = tensors(sizes.count * shape[0], shape[1], seed: 5)
    let whole = copies(pieces)
    let adam = AdamStep(step: 3, learningRate: 0.1, in: workspace)
    let active = sizes.count == 1 ? [true] : gradient.groups.active
    adam.products([ProductUpdate(gradient, active: active, own: pieces)])
    adam.grouped(gradient.matrix(), active: active, whole)
    expectSame(pieces, whole, "weights")
    #expect(bits(gradient.matrix()) == bits(gradient.matrix(in: workspace)))
  }

  @Test(arguments: shapes, [0, 3])
  func star(shape: [Int], pull: Double) {
    let gradient = gradient([2, 0, 9, 1], shape[0], shape[1])
    let specific = tensors(4 * shape[0], shape[1], seed: 5)
    let shared = tensors(shape[0], shape[1], seed: 8)
    let (wholeSpecific, wholeShared) = (copies(specific), copies(shared))
    let adam = AdamStep(step: 3, learningRate: 0.1, in: workspace)
    let active = gradient.groups.active
    adam.products([ProductUpdate(gradient, active: active, own: specific, shared: shared, pull: pull)])
    adam.star(
      product: gradient.matrix(), active: active, pull: pull, shared: wholeShared, specific: wholeSpecific)
    expectSame(specific, wholeSpecific, "the specific factor")
    expectSame(shared, wholeShared, "the shared factor")
  }
}
