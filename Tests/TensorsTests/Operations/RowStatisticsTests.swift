import Testing

@testable import Tensors

/// What clustering needs of rows.
struct DirectionsTests {
  private let workspace = Workspace(threads: 2)

  @Test(arguments: oddSizes, [1, 8, 65])
  func columnMeans(rows: Int, columns: Int) {
    let x = randomMatrix(rows, columns, seed: 1)
    var expected = Grid(1, columns)
    for row in 0..<rows {
      for column in 0..<columns { expected[0, column] += Double(x[row, column]) / Double(rows) }
    }
    expectClose(workspace.columnMeans(x), expected)
  }

  @Test(arguments: oddSizes, [(1, 1), (3, 2), (2, 7), (5, 16), (2, 17)])
  func spheredDirections(rows: Int, blocks: (count: Int, width: Int)) {
    let columns = blocks.count * blocks.width
    let (x, mean) = (randomMatrix(rows, columns, seed: 1), randomMatrix(1, columns, seed: 2))
    let factors = randomMatrix(columns, blocks.width, seed: 3)
    var expected = Grid(rows, columns)
    for row in 0..<rows {
      for a in 0..<columns {
        for b in 0..<blocks.width {
          let centred = Double(x[row, a]) - Double(mean[0, a])
          expected[row, a / blocks.width * blocks.width + b] += centred * Double(factors[a, b])
        }
      }
      let length = expected.row(row).reduce(0) { $0 + $1 * $1 }.squareRoot()
      for a in 0..<columns { expected[row, a] /= length }
    }
    expectClose(workspace.spheredDirections(x, mean: mean, factors: factors), expected)
  }

  @Test func aRowAtTheMeanHasNoDirection() {
    let x = Matrix(rows: 1, columns: 2, elements: [3, 4])
    #expect(workspace.spheredDirections(x, mean: x, factors: randomMatrix(2, 1, seed: 1)).elements == [0, 0])
  }

  @Test(arguments: oddSizes, [(1, 1), (3, 2), (2, 16), (2, 17)])
  func blockCovariances(rows: Int, blocks: (count: Int, width: Int)) {
    let columns = blocks.count * blocks.width
    let (x, mean) = (randomMatrix(rows, columns, seed: 1), randomMatrix(1, columns, seed: 2))
    var expected = Grid(columns, blocks.width)
    for row in 0..<rows {
      for a in 0..<columns {
        for b in 0..<blocks.width {
          let other = a / blocks.width * blocks.width + b
          expected[a, b] +=
            (Double(x[row, a]) - Double(mean[0, a])) * (Double(x[row, other]) - Double(mean[0, other])) / Double(rows)
        }
      }
    }
    expectClose(workspace.blockCovariances(x, mean: mean, width: blocks.width), expected)
  }

  @Test(arguments: oddSizes, [1, 3, 70])
  func sums(rows: Int, groups: Int) {
    let x = randomMatrix(rows, 9, seed: 1)
    let group = (0..<rows).map { Int32(($0 * 7 + $0 / 3) % groups) }
    var expected = Grid(groups, 9)
    for row in 0..<rows {
      for column in 0..<9 { expected[Int(group[row]), column] += Double(x[row, column]) }
    }
    expectClose(workspace.sums(of: x, by: IndexList(group), count: groups), expected)
  }

  @Test(arguments: [0, 1, 5, 6, 9])
  func firstRows(limit: Int) {
    let x = randomMatrix(6, 3, seed: 1)
    let first = x.firstRows(limit)
    #expect(first.rows == min(limit, 6) && first.columns == 3)
    #expect(first.elements == Array(x.elements.prefix(limit * 3)))
  }

  /// Sums have a fixed order.
  @Test func sameBitsOnAnyNumberOfThreads() {
    let x = randomMatrix(1000, 48, seed: 1)
    let mean = randomMatrix(1, 48, seed: 2)
    let groups = IndexList(count: 1000) { Int32($0 % 7) }
    func all(_ threads: Int) -> [[UInt32]] {
      let workspace = Workspace(threads: threads)
      return [
        bits(workspace.columnMeans(x)), bits(workspace.blockCovariances(x, mean: mean, width: 16)),
        bits(workspace.sums(of: x, by: groups, count: 7)),
        bits(workspace.spheredDirections(x, mean: mean, factors: randomMatrix(48, 16, seed: 3))),
      ]
    }
    for threads in [2, 3, 8] { #expect(all(threads) == all(1)) }
  }
}
