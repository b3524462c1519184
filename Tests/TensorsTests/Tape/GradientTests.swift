import Testing

@testable import Tensors

struct GradientTests {
  private let store = Parameters(generator: RandomGenerator(seed: 1))

  @Test func denseIsItself() {
    let (p, other) = (store.add("p", randomMatrix(2, 3, seed: 1)), store.add("other", randomMatrix(2, 3, seed: 2)))
    let gradient = Gradient.dense(p, randomMatrix(2, 3, seed: 3))
    #expect(gradient.parameters == [p])
    #expect(gradient.denseMatrix(for: p, in: store)?.elements == randomMatrix(2, 3, seed: 3).elements)
    #expect(gradient.denseMatrix(for: other, in: store) == nil)
  }

  /// Groups that were not active hold anything, NaN too; spelled out they are zeros.
  @Test func groupedHasZerosWhereInactive() throws {
    let p = store.add("p", randomMatrix(6, 3, seed: 1))
    var matrix = randomMatrix(6, 3, seed: 3)
    for column in 0..<3 { matrix[3, column] = .nan }
    let gradient = Gradient.grouped(p, matrix, active: [true, false, true])
    #expect(gradient.parameters == [p])
    let dense = try #require(gradient.denseMatrix(for: p, in: store))
    for row in 0..<6 { #expect(dense.row(row) == (row / 2 == 1 ? [0, 0, 0] : matrix.row(row))) }
  }

  /// dW_g = G_g ⊗ W_shared; dW_shared = Σ_g G_g ⊗ W_g over the active groups.
  @Test func starFollowsTheProductRule() throws {
    let shared = store.add("shared", randomMatrix(2, 3, seed: 1))
    let specific = store.add("specific", randomMatrix(6, 3, seed: 2))
    let other = store.add("other", randomMatrix(2, 3, seed: 5))
    var product = randomMatrix(6, 3, seed: 3)
    for column in 0..<3 { product[2, column] = .nan }
    let gradient = Gradient.star(shared: shared, specific: specific, product: product, active: [true, false, true])
    #expect(gradient.parameters == [shared, specific])
    #expect(gradient.denseMatrix(for: other, in: store) == nil)

    let ofSpecific = try #require(gradient.denseMatrix(for: specific, in: store))
    let ofShared = try #require(gradient.denseMatrix(for: shared, in: store))
    var sum = Grid(2, 3)
    for group in [0, 2] {
      for row in 0..<2 {
        for column in 0..<3 {
          let g = Double(product[2 * group + row, column])
          sum[row, column] += g * Double(store[specific][2 * group + row, column])
          #expect(ofSpecific[2 * group + row, column] == product[2 * group + row, column] * store[shared][row, column])
        }
      }
    }
    #expect(ofSpecific.row(2) == [0, 0, 0] && ofSpecific.row(3) == [0, 0, 0])
    expectClose(ofShared, sum, tolerance: 1e-6)
  }

  /// Sum, mean and repeated ids; rows not used are zeros.
  @Test func rowsAreScattered() throws {
    let table = store.add("table", randomMatrix(5, 2, seed: 1))
    let bags = bags([[[1, 3], [1]], [[3, 3], []]], [.mean, .sum])
    let upstream = Matrix(rows: 2, columns: 4, elements: [2, 4, 10, 20, 6, 8, 100, 200])
    let gradient = Gradient.rows(
      table, RowGradient(bags, upstream: upstream, tableRows: 5, dimension: 2, in: Workspace(threads: 1)))
    #expect(gradient.parameters == [table])
    let dense = try #require(gradient.denseMatrix(for: table, in: store))
    #expect(dense.elements == [0, 0, 11, 22, 0, 0, 7, 10, 0, 0])
  }
}
