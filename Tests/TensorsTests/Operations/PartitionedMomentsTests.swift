import Testing

@testable import Tensors

struct PartitionedMomentsTests {
  /// Mean and biased variance of each group's rows, in Double.
  private static func moments(_ x: Grid, _ sizes: [Int]) -> (mean: Grid, variance: Grid) {
    var (mean, variance) = (Grid(sizes.count, x.columns), Grid(sizes.count, x.columns))
    let groups = Oracle.assignment(sizes)
    for column in 0..<x.columns {
      for (row, group) in groups.enumerated() { mean[group, column] += x[row, column] / Double(sizes[group]) }
      for (row, group) in groups.enumerated() {
        let distance = x[row, column] - mean[group, column]
        variance[group, column] += distance * distance / Double(sizes[group])
      }
    }
    return (mean, variance)
  }

  private static func normalised(
    _ x: Grid, _ sizes: [Int], _ mean: Grid, _ variance: Grid, _ scale: Grid, _ shift: Grid
  ) -> Grid {
    var y = x
    for (row, group) in Oracle.assignment(sizes).enumerated() {
      for c in 0..<x.columns {
        let normal = (x[row, c] - mean[group, c]) / (variance[group, c] + 1e-5).squareRoot()
        y[row, c] = normal * scale[group, c] + shift[group, c]
      }
    }
    return y
  }

  @Test(arguments: [[1], [3, 0, 2], [300, 1], [0]])
  func meanAndVariance(sizes: [Int]) {
    let x = randomMatrix(sizes.reduce(0, +), 9, seed: 1)
    let found = Workspace(threads: 2).moments(x, in: Groups(sizes: sizes))
    let expected = Self.moments(Grid(x), sizes)
    expectClose(found.mean, expected.mean)
    expectClose(found.variance, expected.variance)
    #expect(found.rows == sizes)
  }

  /// With the rows' own moments the gradient flows through them; with kept ones it does not.
  @Test(arguments: [[5], [4, 0, 3], [2, 9]], [true, false])
  func gradients(sizes: [Int], own: Bool) {
    let groups = Groups(sizes: sizes)
    let x = randomMatrix(groups.rows, 3, seed: 1)
    let kept = (
      mean: randomMatrix(sizes.count, 3, seed: 4), variance: Self.squares(randomMatrix(sizes.count, 3, seed: 5))
    )
    GradientCheck(inputs: [x, randomMatrix(sizes.count, 3, seed: 2), randomMatrix(sizes.count, 3, seed: 3)])(
      library: { tape, v, _ in
        let batch = tape.workspace.moments(x, in: groups)
        return tape.normalised(
          v[0], in: groups, mean: own ? batch.mean : kept.mean, variance: own ? batch.variance : kept.variance,
          ownMoments: sizes.map { _ in own }, epsilon: 1e-5, scale: v[1], shift: v[2])
      },
      oracle: { v, _ in
        let moments = own ? Self.moments(v[0], sizes) : (Grid(kept.mean), Grid(kept.variance))
        return Self.normalised(v[0], sizes, moments.0, moments.1, v[1], v[2])
      })
  }

  private static func squares(_ x: Matrix) -> Matrix {
    Matrix(rows: x.rows, columns: x.columns, elements: x.elements.map { $0 * $0 + 0.1 })
  }

  /// Batch after batch with all rows kept, the merged moments are those of all rows together.
  @Test func mergedMomentsAreThoseOfAllRows() {
    let x = randomMatrix(30, 4, seed: 1)
    var kept = (mean: Matrix(rows: 1, columns: 4), variance: Matrix(rows: 1, columns: 4, elements: [1, 1, 1, 1]))
    var seen = 0
    for size in [1, 4, 25] {
      let part = Matrix(
        rows: size, columns: 4, elements: Array(x.elements[seen * 4..<(seen + size) * 4]))
      let batch = Workspace(threads: 1).moments(part, in: Groups(single: size))
      kept = batch.merged(into: kept, [Float(size) / Float(seen + size)])
      seen += size
    }
    let expected = Self.moments(Grid(x), [30])
    expectClose(kept.mean, expected.mean)
    expectClose(kept.variance, expected.variance)
  }
}
