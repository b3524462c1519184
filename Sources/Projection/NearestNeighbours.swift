import Tensors

/// Each row's nearest other rows, exactly.
public struct NearestNeighbours: Sendable {
  /// How many each row has: k, or all other rows where these are fewer.
  public let count: Int
  /// The neighbours of row i at `i * count ..< (i + 1) * count`, nearest first, of equals the lower row first.
  public let rows: [Int]
  /// Their distances, not negative.
  public let distances: [Float]

  /// Rows compared at a time, so that no n × n matrix is ever held.
  static let block = 512

  /// By the cosine distance 1 − cos, from matrix products. A row of zeros has distance 1 to all.
  ///
  /// - Parameter x: [n, d], finite.
  public init(cosine x: Matrix, count k: Int, in workspace: Workspace) {
    let unit = x.unitRows()
    self.init(points: x.rows, count: k) { block, select in
      let cosines = workspace.dotProducts(unit.rows(block), unit)
      cosines.withUnsafeBufferPointer { cosines in
        for i in block {
          let start = (i - block.lowerBound) * x.rows
          select(i) { max(1 - cosines[start + $0], 0) }
        }
      }
    }
  }

  /// By the distance in the plane; `points` are x, y, x, y, …
  init(plane points: [Float], count k: Int) {
    self.init(points: points.count / 2, count: k) { block, select in
      points.withUnsafeBufferPointer { points in
        for i in block {
          let (x, y) = (points[2 * i], points[2 * i + 1])
          select(i) { j in
            let (dx, dy) = (points[2 * j] - x, points[2 * j + 1] - y)
            return dx * dx + dy * dy
          }
        }
      }
    }
  }

  private init(
    points n: Int, count k: Int, _ compare: (Range<Int>, (_ row: Int, _ distance: (Int) -> Float) -> Void) -> Void
  ) {
    let count = max(min(k, n - 1), 0)
    var rows = [Int](repeating: 0, count: n * count)
    var distances = [Float](repeating: 0, count: n * count)
    for first in stride(from: 0, to: count > 0 ? n : 0, by: Self.block) {
      compare(first..<min(first + Self.block, n)) { i, distance in
        let start = i * count
        var found = 0
        for j in 0..<n where j != i {
          let d = distance(j)
          guard found < count || d < distances[start + count - 1] else { continue }
          // Insertion; an equal distance stays behind the lower row.
          var place = start + min(found, count - 1)
          while place > start, distances[place - 1] > d {
            distances[place] = distances[place - 1]
            rows[place] = rows[place - 1]
            place -= 1
          }
          distances[place] = d
          rows[place] = j
          found = min(found + 1, count)
        }
      }
    }
    (self.count, self.rows, self.distances) = (count, rows, distances)
  }
}

extension Matrix {
  /// Some rows, as a matrix of their own.
  func rows(_ range: Range<Int>) -> Matrix {
    withUnsafeBufferPointer {
      Matrix(
        rows: range.count, columns: columns,
        elements: Array($0[range.lowerBound * columns..<range.upperBound * columns]))
    }
  }
}
