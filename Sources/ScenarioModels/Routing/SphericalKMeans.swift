import Tensors

/// k-means on directions (Dhillon and Modha 2001): K unit vectors c_j for which Σ_i max_j c_j · x_i is large.
struct SphericalKMeans {
  /// [K, length]
  let centres: Matrix
  /// The mean cosine of a row and its centre.
  let score: Float

  /// Lloyd's iterations on unit vectors `x`, [n, length]. A centre without rows stays where it is.
  init(_ x: Matrix, from start: Matrix, iterations: Int, in workspace: Workspace) {
    var c = start
    for _ in 0..<iterations {
      let cosines = workspace.dotProducts(x, c)
      let clusters = cosines.largestColumns()
      let sums = workspace.sums(of: x, by: clusters, count: c.rows)
      var next = sums.unitRows()
      for j in 0..<c.rows where sums.row(j).allSatisfy({ $0 == 0 }) {
        for d in 0..<c.columns { next[j, d] = c[j, d] }
      }
      c = next
    }
    let cosines = workspace.dotProducts(x, c)
    var total = 0.0
    for (row, cluster) in cosines.largestColumns().enumerated() { total += Double(cosines[row, Int(cluster)]) }
    score = x.rows > 0 ? Float(total / Double(x.rows)) : 0
    centres = c
  }

  /// First centres (k-means++; Arthur and Vassilvitskii 2007): rows, each drawn with a probability in proportion to its
  /// squared distance 2 − 2 cos from the nearest one drawn before.
  static func seeds(
    _ x: Matrix, count: Int, _ random: inout RandomGenerator, in workspace: Workspace
  ) -> Matrix {
    var chosen = Matrix(rows: count, columns: x.columns)
    var distances = [Float](repeating: 1, count: x.rows)
    for j in 0..<count {
      let total = distances.reduce(0.0) { $0 + Double($1) }
      var row = random.index(below: x.rows)
      if total > 0 {
        var left = random.uniform() * total
        row = x.rows - 1
        for (i, distance) in distances.enumerated() {
          left -= Double(distance)
          if left < 0 {
            row = i
            break
          }
        }
      }
      let centre = x.row(row)
      for d in 0..<x.columns { chosen[j, d] = centre[d] }
      let cosines = workspace.dotProducts(x, Matrix(rows: 1, columns: x.columns, elements: centre))
      for i in 0..<x.rows {
        let distance = max(2 - 2 * cosines[i, 0], 0)
        distances[i] = j == 0 ? distance : min(distances[i], distance)
      }
    }
    return chosen
  }
}

extension Matrix {
  /// The same unit rows in another order: each takes the place of the row of `others` that it is nearest to, the nearest
  /// pair first.
  func matched(to others: Matrix) -> Matrix {
    var pairs: [(cosine: Float, from: Int, to: Int)] = []
    for from in 0..<rows {
      let a = row(from)
      for to in 0..<others.rows {
        let b = others.row(to)
        pairs.append((zip(a, b).reduce(0) { $0 + $1.0 * $1.1 }, from, to))
      }
    }
    pairs.sort { ($1.cosine, $0.from, $0.to) < ($0.cosine, $1.from, $1.to) }
    var result = self
    var placed = Set<Int>()
    var taken = Set<Int>()
    for pair in pairs where !placed.contains(pair.from) && !taken.contains(pair.to) {
      placed.insert(pair.from)
      taken.insert(pair.to)
      for d in 0..<columns { result[pair.to, d] = self[pair.from, d] }
    }
    return result
  }
}
