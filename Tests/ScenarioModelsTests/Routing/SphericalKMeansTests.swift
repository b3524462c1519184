import Tensors
import Testing

@testable import ScenarioModels

struct SphericalKMeansTests {
  private let workspace = Workspace(threads: 2)

  /// Unit vectors around `count` directions, in turn.
  private func bunches(_ rows: Int, around count: Int, columns: Int = 12, noise: Double = 0.1) -> Matrix {
    var draws = RandomGenerator(seed: 6).child("bunches")
    let centres = (0..<count).map { _ in PlainRouting.unit((0..<columns).map { _ in draws.normal() }) }
    let x = (0..<rows).flatMap { row in
      PlainRouting.unit(centres[row % count].map { $0 + noise * draws.normal() }).map { Float($0) }
    }
    return Matrix(rows: rows, columns: columns, elements: x)
  }

  private func cosine(_ a: [Float], _ b: [Float]) -> Double { zip(a, b).reduce(0) { $0 + Double($1.0 * $1.1) } }

  @Test(arguments: [1, 2, 5, 9])
  func findsBunches(count: Int) {
    let x = bunches(360, around: count)
    var best: SphericalKMeans?
    for start in 0..<8 {
      var random = RandomGenerator(seed: 1).child("start", start)
      let seeds = SphericalKMeans.seeds(x, count: count, &random, in: workspace)
      let found = SphericalKMeans(x, from: seeds, iterations: 10, in: workspace)
      if found.score > best?.score ?? -2 { best = found }
    }
    guard let best else { return }
    // Rows of one bunch, and no others, have one nearest centre.
    let nearest = (0..<360).map { row in
      (0..<count).max { cosine(x.row(row), best.centres.row($0)) < cosine(x.row(row), best.centres.row($1)) }
    }
    for row in 0..<360 { #expect(nearest[row] == nearest[row % count]) }
    #expect(Set(nearest.map { $0 ?? -1 }).count == count)
    let score = (0..<360).reduce(0.0) { sum, row in
      sum + ((0..<count).map { cosine(x.row(row), best.centres.row($0)) }.max() ?? 0) / 360
    }
    #expect(abs(Double(best.score) - score) < 1e-4)
  }

  /// Iterations never make the score worse.
  @Test func theScoreRises() {
    let x = bunches(200, around: 6, noise: 0.5)
    var random = RandomGenerator(seed: 2)
    let seeds = SphericalKMeans.seeds(x, count: 4, &random, in: workspace)
    let scores = (0..<8).map { SphericalKMeans(x, from: seeds, iterations: $0, in: workspace).score }
    for (before, after) in zip(scores, scores.dropFirst()) { #expect(after >= before - 1e-6) }
    #expect(scores[7] > scores[0])
  }

  @Test func aCentreWithoutRowsStays() {
    let x = Matrix(rows: 2, columns: 2, elements: [1, 0, 0.8, 0.6])
    let start = Matrix(rows: 2, columns: 2, elements: [1, 0, -1, 0])
    let found = SphericalKMeans(x, from: start, iterations: 3, in: workspace)
    #expect(found.centres.row(1) == [-1, 0])
  }

  /// Rows that are all the same, and fewer than centres.
  @Test func seedsOfEqualRows() {
    var random = RandomGenerator(seed: 3)
    let seeds = SphericalKMeans.seeds(
      Matrix(rows: 2, columns: 2, elements: [0, 1, 0, 1]), count: 5, &random, in: workspace)
    for j in 0..<5 { #expect(seeds.row(j) == [0, 1]) }
  }

  /// Far rows are the next seeds: of two bunches, both.
  @Test func seedsAreFarApart() {
    let x = bunches(100, around: 2, noise: 0.001)
    for seed in 0..<20 {
      var random = RandomGenerator(seed: UInt64(seed))
      let seeds = SphericalKMeans.seeds(x, count: 2, &random, in: workspace)
      #expect(cosine(seeds.row(0), seeds.row(1)) < 0.99)
    }
  }

  @Test(arguments: [1, 2, 3, 7])
  func matchedTakesThePlaceOfTheNearest(count: Int) {
    let old = bunches(count, around: count)
    let order = (0..<count).map { ($0 * 2 + 1) % (count % 2 == 0 ? count + 1 : count) % count }
    let rows = Set(order).count == count ? order : Array((0..<count).reversed())
    let moved = Matrix(rows: count, columns: 12, elements: rows.flatMap { old.row($0) })
    #expect(moved.matched(to: old).elements == old.elements)
  }
}
