import Testing

@testable import Tensors

private let pairs = oddSizes.indices.flatMap { i in [3, 5].map { [oddSizes[i], oddSizes[(i + $0) % oddSizes.count]] } }

/// The router's arithmetic, which has no gradients.
struct ProductsTests {
  private let workspace = Workspace(threads: 2)

  @Test(arguments: pairs, [1, 9])
  func dotProducts(shape: [Int], others: Int) {
    let (a, b) = (randomMatrix(shape[0], shape[1], seed: 1), randomMatrix(others, shape[1], seed: 2))
    var expected = Grid(shape[0], others)
    for i in 0..<shape[0] {
      for j in 0..<others {
        for k in 0..<shape[1] { expected[i, j] += Double(a[i, k]) * Double(b[j, k]) }
      }
    }
    expectClose(workspace.dotProducts(a, b), expected)
  }

  @Test(arguments: pairs, [1, 9])
  func weightedSums(shape: [Int], weights: Int) {
    let (a, b) = (randomMatrix(shape[0], weights, seed: 1), randomMatrix(shape[0], shape[1], seed: 2))
    var expected = Grid(weights, shape[1])
    for i in 0..<shape[0] {
      for j in 0..<weights {
        for k in 0..<shape[1] { expected[j, k] += Double(a[i, j]) * Double(b[i, k]) }
      }
    }
    expectClose(workspace.weightedSums(a, b), expected)
  }

  @Test(arguments: [1, 2, 3, 17], oddSizes)
  func unitRows(rows: Int, columns: Int) {
    let x = randomMatrix(rows, columns, seed: 1)
    var expected = Grid(x)
    for row in 0..<rows {
      let length = Grid(x).row(row).reduce(0) { $0 + $1 * $1 }.squareRoot()
      for column in 0..<columns { expected[row, column] /= length }
    }
    expectClose(x.unitRows(), expected, tolerance: 1e-6)
    #expect(bits(x) == bits(randomMatrix(rows, columns, seed: 1)))
  }

  @Test func aRowOfZerosStays() {
    let x = Matrix(rows: 2, columns: 2, elements: [0, 0, 3, 4])
    #expect(x.unitRows().elements == [0, 0, 0.6, 0.8])
  }

  @Test func mixed() {
    let (a, b) = (randomMatrix(3, 5, seed: 1), randomMatrix(3, 5, seed: 2))
    let mix = a.mixed(0.9, with: b, 0.1)
    expectClose(mix.elements, zip(a.elements, b.elements).map { Double(Float(0.9)) * Double($0) + 0.1 * Double($1) })
    #expect(bits(a) == bits(randomMatrix(3, 5, seed: 1)))
  }

  @Test func largestColumns() {
    let x = Matrix(rows: 4, columns: 3, elements: [1, 3, 2, 5, 5, 5, -3, -2, -1, 0, 0, 1])
    #expect(Array(x.largestColumns()) == [1, 0, 2, 2])
    #expect(Matrix(rows: 0, columns: 3).largestColumns().isEmpty)
    #expect(Array(Matrix(rows: 2, columns: 1).largestColumns()) == [0, 0])
  }

  @Test(arguments: [0, 1, 129])
  func columns(rows: Int) {
    let x = randomMatrix(rows, 9, seed: 1)
    let picked = x.columns([6..<9, 1..<3], in: workspace)
    #expect(picked.columns == 5)
    for row in 0..<rows { #expect(picked.row(row) == Array(x.row(row)[6..<9] + x.row(row)[1..<3])) }
  }
}
