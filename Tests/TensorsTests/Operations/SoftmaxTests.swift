import Testing

@testable import Tensors

struct SoftmaxTests {
  @Test(arguments: [[1, 1], [1, 2], [3, 7], [5, 9], [2, 16], [3, 17]])
  func gradients(shape: [Int]) {
    GradientCheck(inputs: [randomMatrix(shape[0], shape[1], seed: 1)])(
      library: { tape, x, _ in tape.softmax(x[0]) }, oracle: { x, _ in Oracle.softmax(x[0]) })
  }

  @Test(arguments: oddSizes, oddSizes)
  func oddShapes(rows: Int, columns: Int) {
    let x = randomMatrix(rows, columns, seed: 2)
    let softmax = Workspace(threads: 2).softmaxRows(x)
    expectClose(softmax, Oracle.softmax(Grid(x)), tolerance: 2e-6)
  }

  /// The largest element is taken off first: nothing overflows, nothing becomes 0 / 0.
  @Test func largeElements() {
    let x = Matrix(rows: 3, columns: 3, elements: [1e4, 1e4, -1e4, -1e4, -1e4, -1e4, 3e38, -3e38, 0])
    let softmax = Workspace(threads: 1).softmaxRows(x)
    #expect(softmax.row(0) == [0.5, 0.5, 0])
    expectClose(softmax.row(1), [1.0 / 3, 1.0 / 3, 1.0 / 3], tolerance: 1e-6)
    #expect(softmax.row(2) == [1, 0, 0])
  }

  /// The argument stays as it was.
  @Test func isNotInPlace() {
    let x = randomMatrix(4, 5, seed: 3)
    let before = bits(x)
    _ = Workspace(threads: 1).softmaxRows(x)
    #expect(bits(x) == before)
  }

  /// What is no number stays none, and infinity leaves nothing to the others. For scripts/sanitize: C has no meaning for
  /// the conversion of NaN to an integer.
  @Test func noNumbers() {
    var x = randomMatrix(3, 20, seed: 4)
    for (row, element) in [Float.nan, .infinity, -.infinity].enumerated() { x[row, 3] = element }
    let softmax = Workspace(threads: 1).softmaxRows(x)
    #expect(softmax.row(0).allSatisfy { $0.isNaN })
    #expect(softmax.row(1)[3].isNaN)
    #expect(softmax.row(2)[3] == 0 && abs(softmax.row(2).reduce(0, +) - 1) < 1e-6)
  }
}
