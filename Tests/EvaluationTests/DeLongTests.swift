import Testing

@testable import Evaluation

struct DeLongTests {
  @Test(arguments: [2, 3, 7, 50, 400], [1, 2, 5, 40, 100_000])
  func placementsEqualThePairCounts(rows: Int, levels: Int) throws {
    for seed in 1...3 {
      let (scores, labels) = randomRows(rows, levels: levels, clickRate: 0.4, seed: UInt64(seed))
      let placements = Placements(scores: scores, labels: labels)
      guard let expected = naiveComponents(scores, labels) else {
        #expect(placements == nil)
        continue
      }
      let found = try #require(placements)
      #expect(near(found.clickComponents, expected.clicks) && near(found.otherComponents, expected.others))
      #expect(found.auc == auc(scores: scores, labels: labels), "to the last bit")
    }
  }

  @Test func ranksNegativeInfiniteAndTinyScores() throws {
    let scores: [Float] = [-.infinity, -3, -Float.leastNonzeroMagnitude, -0.0, 0, .leastNonzeroMagnitude, 2, .infinity]
    let labels: [Float] = [0, 1, 0, 1, 0, 0, 1, 1]
    let found = try #require(Placements(scores: scores, labels: labels))
    #expect(found.clickComponents == [0.25, 0.625, 1, 1] && found.otherComponents == [1, 0.75, 0.625, 0.5])
  }

  @Test func isNilWhereNothingIsDefined() throws {
    #expect(Placements(scores: [], labels: []) == nil)
    #expect(Placements(scores: [0.1, 0.2], labels: [1, 1]) == nil)
    #expect(Placements(scores: [0.1, 0.2], labels: [0, 0]) == nil)
    #expect(Placements(scores: [0.1, .nan], labels: [0, 1]) == nil)
    #expect(Placements.mean(of: []) == nil)
    let single = try #require(Placements(scores: [0.1, 0.2, 0.3], labels: [0, 1, 0]))
    #expect(DeLongTest(single, single) == nil, "no variance from one click")
  }

  /// The kernel of a mean of AUCs is the mean of their kernels.
  @Test func theMeanOfSeedsIsTheMeanOfComponents() throws {
    let labels = randomRows(300, levels: 2, clickRate: 0.3, seed: 1).labels
    let seeds = (1...4).map { randomRows(300, levels: 20, clickRate: 0, seed: UInt64($0)).scores }
    let all = try seeds.map { try #require(Placements(scores: $0, labels: labels)) }
    let mean = try #require(Placements.mean(of: all))
    let expected = try seeds.map { try #require(naiveComponents($0, labels)) }
    func average(_ rows: [[Double]]) -> [Double] {
      rows[0].indices.map { row in rows.reduce(0) { $0 + $1[row] } / Double(rows.count) }
    }
    #expect(near(mean.clickComponents, average(expected.map(\.clicks))))
    #expect(near(mean.otherComponents, average(expected.map(\.others))))
    #expect(abs(mean.auc - all.reduce(0) { $0 + $1.auc } / 4) < 1e-15)
    #expect(mean.scorings == 4)
    #expect(Placements.mean(of: all.reversed()) == mean, "in any order")
    let other = try #require(Placements(scores: seeds[0].reversed(), labels: labels))
    try expectNaive(mean, other, average(expected.map(\.clicks)), average(expected.map(\.others)))
  }

  private func expectNaive(_ a: Placements, _ b: Placements, _ clicks: [Double], _ others: [Double]) throws {
    let expected = naiveDeLong((clicks, others), (b.clickComponents, b.otherComponents))
    let test = try #require(DeLongTest(a, b))
    #expect(abs(test.difference - expected.difference) < 1e-13 && abs(test.standardError - expected.error) < 1e-13)
    #expect(abs((test.z ?? 0) - expected.difference / expected.error) < 1e-9)
  }

  @Test func equalsTheCovariancesOfTheDefinition() throws {
    for seed in 1...5 {
      let (a, labels) = randomRows(200, levels: 30, clickRate: 0.3, seed: UInt64(seed))
      // A second model that agrees with the first on most rows.
      let noise = randomRows(200, levels: 30, clickRate: 0, seed: UInt64(seed + 100)).scores
      let b = zip(a, noise).map { 0.8 * $0 + 0.2 * $1 }
      let first = try #require(Placements(scores: a, labels: labels))
      let clicks = try #require(naiveComponents(a, labels))
      try expectNaive(
        first, try #require(Placements(scores: b, labels: labels)), clicks.clicks, clicks.others)
    }
  }

  /// Two clicks (3, 1) and two non-clicks (2, 0) against a model that ranks all rightly: V10 = (1, ½), V01 = (½, 1), so
  /// the variance of the difference is ⅛ / 2 + ⅛ / 2.
  @Test func byHand() throws {
    let a = try #require(Placements(scores: [3, 1, 2, 0], labels: [1, 1, 0, 0]))
    let b = try #require(Placements(scores: [3, 2, 1, 0], labels: [1, 1, 0, 0]))
    let test = try #require(DeLongTest(a, b))
    #expect(test.difference == -0.25 && abs(test.standardError - 0.125.squareRoot()) < 1e-15)
    #expect(abs((test.z ?? 0) + 0.5.squareRoot()) < 1e-15)
    #expect(abs(test.p - 0.479_500_122_186_953_5) < 1e-14)
  }

  /// Components, np.cov and the normal tail of SciPy, on fourteen rows with ties.
  @Test func equalsNumPy() throws {
    let labels: [Float] = [1, 0, 1, 1, 0, 0, 1, 0, 0, 1, 0, 0, 1, 0]
    let a = try #require(Placements(scores: [5, 3, 7, 3, 1, 4, 9, 3, 2, 6, 6, 1, 2, 0], labels: labels))
    let b = try #require(Placements(scores: [4, 4, 6, 5, 2, 1, 8, 5, 3, 3, 7, 0, 2, 2], labels: labels))
    let test = try #require(DeLongTest(a, b))
    for (found, expected) in [
      (a.auc, 0.8125), (b.auc, 0.71875), (test.standardError, 0.104_848_955_986_354_82),
      (test.z ?? 0, 0.894_143_381_000_386_4), (test.p, 0.371_245_181_165_273_94),
    ] { #expect(abs(found - expected) < 1e-12) }
  }

  @Test func equalModelsAreLevel() throws {
    let (scores, labels) = randomRows(100, levels: 10, clickRate: 0.4, seed: 3)
    let a = try #require(Placements(scores: scores, labels: labels))
    let b = try #require(Placements(scores: scores.map { 3 * $0 - 7 }, labels: labels))
    for test in [DeLongTest(a, a), DeLongTest(a, b)] {
      #expect(test?.difference == 0 && test?.standardError == 0 && test?.p == 1)
      #expect(test?.z == nil)
    }
    let right = try #require(Placements(scores: [1, 1, 0, 0], labels: [1, 1, 0, 0]))
    let wrong = try #require(Placements(scores: [0, 0, 1, 1], labels: [1, 1, 0, 0]))
    let sure = DeLongTest(right, wrong)
    #expect(sure?.difference == 1 && sure?.p == 0)
  }

  private func near(_ a: [Double], _ b: [Double]) -> Bool {
    a.count == b.count && zip(a, b).allSatisfy { abs($0 - $1) < 1e-14 }
  }
}

/// V10 and V01 by looking at every pair.
private func naiveComponents(_ scores: [Float], _ labels: [Float]) -> (clicks: [Double], others: [Double])? {
  let clicks = scores.indices.filter { labels[$0] == 1 }.map { scores[$0] }
  let others = scores.indices.filter { labels[$0] == 0 }.map { scores[$0] }
  guard !clicks.isEmpty, !others.isEmpty else { return nil }
  func kernel(_ click: Float, _ other: Float) -> Double { click > other ? 1 : click == other ? 0.5 : 0 }
  return (
    clicks.map { click in others.reduce(0) { $0 + kernel(click, $1) } / Double(others.count) },
    others.map { other in clicks.reduce(0) { $0 + kernel($1, other) } / Double(clicks.count) }
  )
}

/// With the 2 × 2 covariances of DeLong et al., not with differences: Var = S₁₁ + S₂₂ − 2 S₁₂, S = S10 / m + S01 / n.
private func naiveDeLong(
  _ a: (clicks: [Double], others: [Double]), _ b: (clicks: [Double], others: [Double])
) -> (difference: Double, error: Double) {
  func mean(_ x: [Double]) -> Double { x.reduce(0, +) / Double(x.count) }
  func covariance(_ x: [Double], _ y: [Double]) -> Double {
    zip(x, y).reduce(0) { $0 + ($1.0 - mean(x)) * ($1.1 - mean(y)) } / Double(x.count - 1) / Double(x.count)
  }
  func s(_ x: (clicks: [Double], others: [Double]), _ y: (clicks: [Double], others: [Double])) -> Double {
    covariance(x.clicks, y.clicks) + covariance(x.others, y.others)
  }
  return (mean(a.clicks) - mean(b.clicks), (s(a, a) + s(b, b) - 2 * s(a, b)).squareRoot())
}
