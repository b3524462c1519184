import Foundation
import Tensors
import Testing

@testable import Projection

struct NeighbourTests {
  private let workspace = Workspace(threads: 2)

  /// Small whole numbers, so that rows are equal, opposite, of zeros, and at equal distances.
  private func rows(_ n: Int, seed: UInt64) -> Matrix {
    var draws = RandomGenerator(seed: seed)
    return Matrix(rows: n, columns: 2, elements: (0..<2 * n).map { _ in Float(draws.index(below: 4) - 1) })
  }

  private func cosineDistances(_ x: Matrix) -> [[Float]] {
    let unit = x.unitRows()
    let cosines = workspace.dotProducts(unit, unit)
    return (0..<x.rows).map { i in (0..<x.rows).map { max(1 - cosines[i, $0], 0) } }
  }

  @Test(arguments: [0, 1, 2, 7, 8, 9, 200, 700], [1, 4, 8])
  func againstSorting(n: Int, k: Int) {
    let x = rows(n, seed: UInt64(n))
    let found = NearestNeighbours(cosine: x, count: k, in: workspace)
    #expect(found.count == max(min(k, n - 1), 0))
    let distances = cosineDistances(x)
    for i in 0..<n {
      let all = (0..<n).filter { $0 != i }.sorted { (distances[i][$0], $0) < (distances[i][$1], $1) }
      let own = found.rows[i * found.count..<(i + 1) * found.count]
      #expect(Array(own) == Array(all.prefix(k)))
      #expect(Array(found.distances[i * found.count..<(i + 1) * found.count]) == all.prefix(k).map { distances[i][$0] })
    }
  }

  @Test func theBandwidthFillsItsShare() {
    var draws = RandomGenerator(seed: 4)
    for _ in 0..<50 {
      let d = (0..<14).map { _ in draws.uniform() }.sorted()
      let (rho, sigma) = FuzzyGraph.bandwidth(d, allMean: 0.5)
      #expect(rho == d[0])
      let sum = d.reduce(0) { $0 + exp(-max($1 - rho, 0) / sigma) }
      #expect(abs(sum - log2(15)) < 1e-4)
    }
  }

  @Test(arguments: [0, 1, 2, 7, 60])
  func theGraphIsSymmetric(n: Int) {
    let graph = FuzzyGraph(NearestNeighbours(cosine: rows(n, seed: 9), count: 5, in: workspace))
    #expect(graph.rows == (n > 1 ? n : 0))
    var weights: [[Int]: Float] = [:]
    for edge in graph.edges {
      #expect(edge.from != edge.to && edge.weight > 0 && edge.weight <= 1)
      #expect(weights.updateValue(edge.weight, forKey: [edge.from, edge.to]) == nil)
    }
    for edge in graph.edges { #expect(weights[[edge.to, edge.from]] == edge.weight) }
  }

  /// By ranks from sorting, as scikit-learn does it.
  @Test(arguments: [8, 40, 600], [1, 3])
  func trustworthinessAgainstSorting(n: Int, k: Int) throws {
    var draws = RandomGenerator(seed: 3)
    let x = Matrix(rows: n, columns: 3, elements: (0..<3 * n).map { _ in Float(draws.normal()) })
    let points = (0..<n).map { _ in (x: Float(draws.normal()), y: Float(draws.normal())) }
    let distances = cosineDistances(x)
    var excess = 0
    for i in 0..<n {
      let others = (0..<n).filter { $0 != i }
      let order = others.sorted { (distances[i][$0], $0) < (distances[i][$1], $1) }
      func plane(_ j: Int) -> Float {
        let (dx, dy) = (points[j].x - points[i].x, points[j].y - points[i].y)
        return dx * dx + dy * dy
      }
      for j in others.sorted(by: { (plane($0), $0) < (plane($1), $1) }).prefix(k) {
        excess += max(0, try #require(order.firstIndex(of: j)) + 1 - k)
      }
    }
    let expected = 1 - 2 * Double(excess) / (Double(n * k) * Double(2 * n - 3 * k - 1))
    let found = try #require(trustworthiness(of: points, for: x, neighbours: k, in: workspace))
    #expect(abs(found - expected) < 1e-12)
  }

  @Test func aFaithfulLayoutIsTrusted() {
    let angles = (0..<100).map { Float($0) / 40 }
    let x = Matrix(rows: 100, columns: 2, elements: angles.flatMap { [cos($0), sin($0)] })
    let points = angles.map { (x: $0, y: Float(0)) }
    #expect(trustworthiness(of: points, for: x, neighbours: 4, in: workspace) == 1)
    #expect(trustworthiness(of: points, for: x, neighbours: 50, in: workspace) == nil)
  }
}
