import Evaluation
import Foundation
import Testing

struct SessionMetricTests {
  private func predictions(
    _ scores: [Float], _ labels: [Float], _ sessions: [Int32]?, form: LabelForm = .binary, weights: [Float]? = nil
  ) -> Predictions {
    Predictions(
      probabilities: scores, labels: labels, labelForm: form, weights: weights,
      scenarios: [Int32](repeating: 0, count: scores.count), scenarioNames: ["a"], sessions: sessions)
  }

  /// Against every order of rows that tie.
  @Test func tiesAreAveragedOver() throws {
    for seed in 1...300 {
      var numbers = Numbers(state: UInt64(seed))
      let n = Int.random(in: 1...6, using: &numbers)
      let scores = (0..<n).map { _ in Float(Int.random(in: 0...2, using: &numbers)) / 4 }
      let labels = (0..<n).map { _ in Float(Int.random(in: 0...1, using: &numbers)) }
      let rows = ScoredRows(predictions(scores, labels, [Int32](repeating: 3, count: n)))
      for k in [1, 2, 3, 10] {
        let found = (
          rows.sessionMean { $0.ndcg(at: k) }?.value, rows.sessionMean { $0.hit(at: k) }?.value,
          rows.sessionMean(\.reciprocalRank)?.value
        )
        guard labels.contains(1) else {
          #expect(found.0 == nil && found.1 == nil && found.2 == nil)
          continue
        }
        let naive = naiveSession(scores, labels, k)
        #expect(abs(try #require(found.0) - naive.ndcg) < 1e-12)
        #expect(abs(try #require(found.1) - naive.hit) < 1e-12)
        #expect(abs(try #require(found.2) - naive.reciprocalRank) < 1e-12)
      }
    }
  }

  /// The means of scikit-learn 1's `ndcg_score([y], [p], k=k)` over sessions with a click.
  @Test func ndcgIsThatOfScikitLearn() throws {
    let scores: [Float] = [
      0.375, 0.5, 0.625, 0.375, 0.5, 0.625, 0.125, 0.0, 0.125, 0.125, 0.625, 0.625, 0.0, 0.25, 0.625, 0.375, 0.0, 0.0,
      0.25, 0.0, 0.0, 0.375, 0.625, 0.25, 0.5, 0.625, 0.125, 0.625, 0.625, 0.125, 0.375, 0.625, 0.625, 0.5, 0.375, 0.25,
      0.375, 0.125, 0.125, 0.0, 0.25, 0.5, 0.25, 0.25, 0.625, 0.625, 0.125, 0.0, 0.5, 0.0, 0.125, 0.0, 0.375, 0.125,
      0.5, 0.625, 0.25, 0.625, 0.625, 0.625, 0.375, 0.25, 0.5, 0.375, 0.25, 0.5, 0.25, 0.0, 0.375, 0.25, 0.625, 0.625,
      0.625, 0.0, 0.25, 0.625, 0.125, 0.0, 0.375, 0.5, 0.5, 0.5, 0.375, 0.125, 0.625, 0.625, 0.125, 0.25, 0.125, 0.625,
      0.0, 0.375, 0.625, 0.375, 0.625,
    ]
    let labels = Array(
      "00111000000011000111010101010000010000010101001000001000110101100100000001000011011110000000100"
    ).map { Float($0 == "1" ? 1 : 0) }
    let lengths = [14, 12, 8, 10, 7, 5, 2, 7, 6, 12, 3, 9]
    let sessions = lengths.enumerated().flatMap { [Int32](repeating: Int32($0), count: $1) }
    // Rows of one session need not be together.
    let order = scores.indices.sorted { ($0 * 37 % 95, $0) < ($1 * 37 % 95, $1) }
    let rows = ScoredRows(
      predictions(order.map { scores[$0] }, order.map { labels[$0] }, order.map { sessions[$0] }))
    for (k, expected) in [(1, 0.34722222222222215), (3, 0.4703657006474), (10, 0.6584191708936733)] {
      #expect(abs(try #require(rows.sessionMean { $0.ndcg(at: k) }?.value) - expected) < 1e-12)
    }
  }

  @Test func sessionsWithoutAClickAreLeftOutAndCounted() {
    let found = evaluate(predictions([0.9, 0.2, 0.3, 0.4, 0.8], [0, 1, 0, 0, 1], [0, 0, 1, 1, -1]))
    #expect(found.meanReciprocalRank == 0.5 && found.hitRate == 1)
    #expect(found.ndcg.map { abs($0 - 1 / log2(3.0)) < 1e-12 } == true)
    #expect(found.values.measurement(.meanReciprocalRank).counts == [1, 1], "a row of no session is in none")
    let none = evaluate(predictions([0.1, 0.2], [0, 0], [0, 1]))
    #expect(none.values.has(.ndcg(at: 10)) && none.ndcg == nil)
    let without = evaluate(predictions([0.1, 0.2], [0, 1], nil))
    #expect(!without.values.has(.ndcg(at: 10)) && !without.values.has(.meanReciprocalRank) && without.gauc == nil)
  }

  @Test func aRowOfCountsIsAsManyRows() {
    let counts = evaluate(
      predictions([0.5, 0.25, 0.5], [0.5, 1, 0], [1, 1, 1], form: .counts, weights: [4, 3, 20]))
    let scores: [Float] = [Float](repeating: 0.5, count: 24) + [0.25, 0.25, 0.25]
    let rows = evaluate(
      predictions(scores, scores.indices.map { $0 < 2 || $0 >= 24 ? 1 : 0 }, scores.map { _ in 1 }))
    for metric in [Metric.ndcg(at: 10), .meanReciprocalRank, .hitRate(at: 10)] {
      #expect(counts.values[metric] == rows.values[metric] && rows.values[metric] != nil)
    }
    #expect(
      evaluate(predictions([0.5], [0.5], [1], form: .counts, weights: [3])).ndcg == nil, "half a click")
    #expect(evaluate(predictions([0.5], [0.5], [1], form: .probabilities)).meanReciprocalRank == nil)
    #expect(evaluate(predictions([0.5, .nan], [1, 0], [1, 1])).ndcg == nil)
  }

  @Test func byWeightASessionCountsAsItsRows() {
    let found = evaluate(
      predictions([0.9, 0.2, 0.9, 0.2], [1, 0, 0, 1], [0, 0, 1, 1], weights: [3, 3, 1, 1]))
    #expect(found.meanReciprocalRank == 0.75)
    let expected: Double = (6 * 1 + 2 * 0.5) / 8
    #expect(found.weighted?[.meanReciprocalRank] == expected)
  }
}

/// Means over all orders of the rows that go by score.
private func naiveSession(
  _ scores: [Float], _ labels: [Float], _ k: Int
) -> (ndcg: Double, hit: Double, reciprocalRank: Double) {
  let orders = permutations(Array(scores.indices)).filter { order in
    zip(order, order.dropFirst()).allSatisfy { scores[$0] >= scores[$1] }
  }
  func gain(_ labels: [Float]) -> Double {
    labels.prefix(k).enumerated().reduce(0) { $0 + Double($1.1) / log2(Double($1.0) + 2) }
  }
  let best = gain(labels.sorted(by: >))
  var (ndcg, hit, rank) = (0.0, 0.0, 0.0)
  for order in orders {
    let shown = order.map { labels[$0] }
    ndcg += gain(shown) / best
    hit += shown.prefix(k).contains(1) ? 1 : 0
    rank += 1 / Double((shown.firstIndex(of: 1) ?? 0) + 1)
  }
  let n = Double(orders.count)
  return (ndcg / n, hit / n, rank / n)
}

private func permutations(_ items: [Int]) -> [[Int]] {
  guard items.count > 1 else { return [items] }
  return items.indices.flatMap { first in
    var rest = items
    let item = rest.remove(at: first)
    return permutations(rest).map { [item] + $0 }
  }
}
