import Projection
import Tensors
import Testing

/// Clusters with noise; Oracle/trustworthiness.py makes the same numbers.
func sampleRows(_ n: Int, clusters: Int, dimension: Int) -> (x: Matrix, clusters: [Int]) {
  var state: UInt64 = 12345
  func uniform() -> Double {
    state = (1_664_525 * state + 1_013_904_223) % (1 << 32)
    return Double(state) / Double(1 << 32)
  }
  func normal() -> Double { (uniform() + uniform() + uniform() + uniform() - 2) * 3.0.squareRoot() }
  let centres = (0..<clusters).map { _ in (0..<dimension).map { _ in normal() } }
  let rows = (0..<n).flatMap { i in (0..<dimension).map { Float(centres[i % clusters][$0] + 0.8 * normal()) } }
  return (Matrix(rows: n, columns: dimension, elements: rows), (0..<n).map { $0 % clusters })
}

struct UMAPTests {
  private let workspace = Workspace(threads: 2)

  /// umap-learn 0.5.12 on the same rows, seeds 0 to 2 (Oracle/trustworthiness.py).
  @Test func asTrustworthyAsUmapLearn() throws {
    let umapLearn = 0.948
    let x = sampleRows(1000, clusters: 6, dimension: 20).x
    for seed in 0..<3 {
      let layout = UMAP(x, generator: RandomGenerator(seed: UInt64(seed)), in: workspace)
      let own = try #require(trustworthiness(of: layout.points, for: x, in: workspace))
      #expect(own >= umapLearn - 0.02)
    }
  }

  /// The nearest point of nearly every point is of its own cluster, which the input's order knows nothing of.
  @Test func clustersStayTogether() {
    let (x, clusters) = sampleRows(600, clusters: 3, dimension: 40)
    let points = UMAP(x, generator: RandomGenerator(seed: 1), in: workspace).points
    #expect(points.allSatisfy { $0.x.isFinite && $0.y.isFinite })
    let own = points.indices.count { i in
      let others = points.indices.filter { $0 != i }
      let nearest = others.min { distance(points[$0], points[i]) < distance(points[$1], points[i]) } ?? i
      return clusters[nearest] == clusters[i]
    }
    #expect(own >= 590)
  }

  private func distance(_ a: (x: Float, y: Float), _ b: (x: Float, y: Float)) -> Float {
    (a.x - b.x) * (a.x - b.x) + (a.y - b.y) * (a.y - b.y)
  }

  @Test func theSameBitsOnAnyThreads() {
    let x = sampleRows(200, clusters: 4, dimension: 8).x
    func points(_ threads: Int, _ seed: UInt64) -> [Float] {
      UMAP(x, generator: RandomGenerator(seed: seed), in: Workspace(threads: threads)).points.flatMap { [$0.x, $0.y] }
    }
    #expect(points(1, 5) == points(3, 5))
    #expect(points(1, 5) != points(1, 6))
  }

  @Test(arguments: [0, 1, 2, 3, 7, 16])
  func fewRows(n: Int) {
    let x = sampleRows(n, clusters: 2, dimension: 3).x
    let points = UMAP(x, generator: RandomGenerator(seed: 1), in: workspace).points
    #expect(points.count == n && points.allSatisfy { $0.x.isFinite && $0.y.isFinite })
  }

  /// Rows of zeros, and many copies of one row.
  @Test func rowsWithoutADirection() {
    let x = Matrix(
      rows: 60, columns: 2, elements: (0..<60).flatMap { $0 < 20 ? [0, 0] : $0 < 50 ? [1, 1] : [1, -1] })
    let points = UMAP(x, generator: RandomGenerator(seed: 1), in: workspace).points
    #expect(points.allSatisfy { $0.x.isFinite && $0.y.isFinite })
  }

  @Test func progressCanStop() {
    struct Stop: Error {}
    let x = sampleRows(50, clusters: 2, dimension: 3).x
    var told: [Double] = []
    #expect(throws: Stop.self) {
      try UMAP(x, UMAP.Settings(), generator: RandomGenerator(seed: 1), in: workspace) { done in
        told.append(done)
        if done > 0.5 { throw Stop() }
      }
    }
    #expect(told.first == 0 && told == told.sorted() && told.count < 260)
  }

  @Test func theDefaultCurve() {
    let curve = SimilarityCurve(minimumDistance: 0.1, spread: 1)
    #expect(abs(curve.a - 1.577) < 2e-3 && abs(curve.b - 0.895) < 2e-3)
  }
}
