import Evaluation
import Foundation
import Testing

struct AreaUnderCurveTests {
  @Test(arguments: [0, 1, 2, 3, 7, 8, 9, 100, 1500, 3001], [1, 2, 5, 40, 100_000])
  func equalsThePairCount(rows: Int, levels: Int) {
    for seed in 1...3 {
      let (scores, labels) = randomRows(rows, levels: levels, clickRate: 0.3, seed: UInt64(seed))
      let expected = naiveAUC(scores, labels)
      let found = auc(scores: scores, labels: labels)
      #expect((found == nil) == (expected == nil))
      if let found, let expected { #expect(abs(found - expected) < 1e-12) }
    }
  }

  @Test func ranksNegativeInfiniteAndTinyScores() {
    let scores: [Float] = [-.infinity, -3, -Float.leastNonzeroMagnitude, -0.0, 0, .leastNonzeroMagnitude, 2, .infinity]
    let labels: [Float] = [0, 1, 0, 1, 0, 0, 1, 1]
    #expect(auc(scores: scores, labels: labels) == naiveAUC(scores, labels))
  }

  @Test func isOneForAPerfectOrderAndHalfForEqualScores() {
    #expect(auc(scores: [0.1, 0.2, 0.8, 0.9], labels: [0, 0, 1, 1]) == 1)
    #expect(auc(scores: [0.9, 0.8, 0.2, 0.1], labels: [0, 0, 1, 1]) == 0)
    #expect(auc(scores: [0.5, 0.5, 0.5], labels: [0, 1, 0]) == 0.5)
  }

  @Test func isNilWithoutBothClassesOrWithoutANumber() {
    #expect(auc(scores: [], labels: []) == nil)
    #expect(auc(scores: [0.3, 0.4], labels: [1, 1]) == nil)
    #expect(auc(scores: [0.3, 0.4], labels: [0, 0]) == nil)
    #expect(auc(scores: [0.3, .nan], labels: [0, 1]) == nil)
  }

  @Test func aRankingForgetsAndStartsAnew() {
    var ranking = ClickRanking()
    ranking.add(scores: [0.9, .nan, 0.1], labels: [1, 1, 0])
    #expect(ranking.areaUnderCurve() == nil)
    ranking.removeAll()
    ranking.add(score: 0.2, label: 0)
    ranking.add(score: 0.7, label: 1)
    #expect(ranking.areaUnderCurve() == 1)
    ranking.add(score: 0.8, label: 0)
    #expect(ranking.areaUnderCurve() == 0.5)
  }

  @Test func relaImpIsEquationTen() throws {
    let improvement = try #require(relaImp(of: 0.62, over: 0.6))
    #expect(abs(improvement - 0.2) < 1e-12)
    #expect(relaImp(of: 0.6, over: 0.5) == nil)
    #expect(relaImp(of: nil, over: 0.6) == nil)
  }

  /// At 0.5 it is the rank-sum test's √((n + m + 1) / 12nm).
  @Test func standardErrorIsTheRankSumsAtChance() throws {
    let error = try #require(aucStandardError(auc: 0.5, clicks: 30, rows: 100))
    #expect(abs(error - (101.0 / (12 * 30 * 70)).squareRoot()) < 1e-12)
    #expect(aucStandardError(auc: 1, clicks: 30, rows: 100) == 0)
    #expect(aucStandardError(auc: 0.7, clicks: 0, rows: 100) == nil)
  }

  /// Set ADL_TIMING=1 to see how long 10 million rows take.
  @Test(.enabled(if: ProcessInfo.processInfo.environment["ADL_TIMING"] != nil))
  func tenMillionRows() {
    let (scores, labels) = randomRows(10_000_000, levels: 1 << 24, clickRate: 0.05, seed: 4)
    let clock = ContinuousClock()
    var area: Double?
    let seconds = clock.measure { area = auc(scores: scores, labels: labels) }
    print("AUC of 10,000,000 rows:", area ?? .nan, "in", seconds)
    let sessions = (0..<10_000_000).map { Int32(truncatingIfNeeded: $0 &* 7919) % 500_000 }
    var grouped: GroupedAUC?
    let groupedSeconds = clock.measure { grouped = groupedAUC(scores: scores, labels: labels, sessions: sessions) }
    print("GAUC of 500,000 sessions:", grouped?.value ?? .nan, "in", groupedSeconds)
    let scenarios = (0..<10_000_000).map { Int32($0 % 29) }
    let predictions = Predictions(
      probabilities: scores, labels: labels, scenarios: scenarios, scenarioNames: (0..<29).map { "s\($0)" },
      sessions: sessions, perspectives: [RowClusters("all", count: 29, clusters: scenarios)])
    var result: EvaluationResult?
    let allSeconds = clock.measure { result = evaluate(predictions) }
    print("Everything:", result?.auc ?? .nan, "in", allSeconds)
  }
}
