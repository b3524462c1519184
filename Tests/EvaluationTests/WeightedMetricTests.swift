import Foundation
import Testing

@testable import Evaluation

/// Rows that are clicked in part or do not count the same, against looking at every pair and against as many rows.
struct WeightedMetricTests {
  private static let scores: [Float] = [
    0.5, 0.25, 0.75, 0.25, 0.125, 0.375, 0.875, 0.25, 0.1875, 0.625, 0.625, 0.0625, 0.1875, 0.03125,
  ]

  @Test("roc_auc_score and log_loss of scikit-learn 1.x with sample_weight")
  func equalsScikitLearn() throws {
    func expect(
      _ labels: [Float], _ weights: [Float]?, auc area: Double, logLoss loss: Double, within error: Double = 1e-12
    )
      throws
    {
      let found = try #require(auc(scores: Self.scores, labels: labels, weights: weights))
      #expect(abs(found - area) < error)
      let mean = try #require(logLoss(probabilities: Self.scores, labels: labels, weights: weights))
      #expect(abs(mean - loss) < 1e-7)
    }
    try expect(
      [1, 0, 1, 1, 0, 0, 1, 0, 0, 1, 0, 0, 1, 0], [0.5, 2, 1.25, 3, 0.75, 1, 0.25, 4, 1.5, 2.5, 0.125, 1, 6, 0],
      auc: 0.572735385988398, logLoss: 0.7921321725763806)
    let clicks: [Float] = [3, 0, 2, 1, 0, 1, 4, 0, 1, 2, 1, 0, 0, 0]
    let shown: [Float] = [5, 2, 2, 7, 3, 4, 6, 1, 9, 3, 8, 2, 1, 4]
    try expect(zip(clicks, shown).map { $0 / $1 }, shown, auc: 0.8087301587301586, logLoss: 0.5009898859177162)
    // These labels are no Floats.
    try expect(
      [0.9, 0.1, 0.75, 0.5, 0.05, 0.3, 1, 0.2, 0, 0.6, 0.45, 0.15, 0.8, 0.02], nil, auc: 0.7845133970206438,
      logLoss: 0.5407030329938218, within: 1e-8)
  }

  /// Scores on a grid, shares and weights from nothing on, in sessions.
  private func rows(_ count: Int, seed: UInt64) -> (
    scores: [Float], labels: [Float], weights: [Float], sessions: [Int32]
  ) {
    var numbers = Numbers(state: seed)
    let scores = (0..<count).map { _ in Float(Int.random(in: 0..<9, using: &numbers)) / 8 }
    let labels = (0..<count).map { _ in Float(Int.random(in: 0...4, using: &numbers)) / 4 }
    let weights = (0..<count).map { _ in Float(Int.random(in: 0...12, using: &numbers)) / 5 }
    return (scores, labels, weights, (0..<count).map { _ in Int32.random(in: -1...5, using: &numbers) })
  }

  @Test(arguments: [0, 1, 2, 3, 20, 300]) func equalsEveryPair(count: Int) {
    for seed in 1...4 {
      let (scores, labels, weights, sessions) = rows(count, seed: UInt64(seed))
      for weights in [weights, nil] {
        let own = weights ?? labels.map { _ in 1 }
        expectEqual(auc(scores: scores, labels: labels, weights: weights), naiveWeightedAUC(scores, labels, own))
        let grouped = groupedAUC(scores: scores, labels: labels, weights: weights, sessions: sessions)
        let naive = naiveWeightedGAUC(scores, labels, own, sessions)
        expectEqual(grouped.value, naive.value)
        #expect(grouped.sessionsUsed == naive.used && grouped.sessionsLeftOut == naive.left)
        let all = own.reduce(0) { $0 + Double($1) }
        let clicked = zip(labels, own).reduce(0) { $0 + Double($1.0) * Double($1.1) }
        let promised = zip(scores, own).reduce(0) { $0 + Double($1.0) * Double($1.1) }
        expectEqual(
          calibration(probabilities: scores, labels: labels, weights: weights), clicked > 0 ? promised / clicked : nil)
        var loss = 0.0
        for row in scores.indices {
          let p = min(max(Double(scores[row]), logLossFloor), 1 - logLossFloor)
          loss -= Double(own[row]) * (Double(labels[row]) * log(p) + Double(1 - labels[row]) * log(1 - p))
        }
        expectEqual(
          logLoss(probabilities: scores, labels: labels, weights: weights), all > 0 ? loss / all : nil)
      }
    }
  }

  private func expectEqual(_ found: Double?, _ expected: Double?) {
    #expect((found == nil) == (expected == nil))
    if let found, let expected { #expect(abs(found - expected) < 1e-9, "\(found) \(expected)") }
  }

  @Test func rowsThatAllCountOnceHaveTheSameFigures() {
    for seed in 1...5 {
      let (scores, labels) = randomRows(500, levels: 30, clickRate: 0.3, seed: UInt64(seed))
      let ones = [Float](repeating: 1, count: 500)
      #expect(auc(scores: scores, labels: labels, weights: ones) == auc(scores: scores, labels: labels))
      expectEqual(
        logLoss(probabilities: scores, labels: labels, weights: nil), logLoss(probabilities: scores, labels: labels))
      #expect(
        reliabilityBins(probabilities: scores, labels: labels, weights: ones)
          == reliabilityBins(probabilities: scores, labels: labels))
    }
  }

  /// Counts, and as many rows; scenarios, sessions, clusters and all.
  private func both(seed: UInt64) -> (counts: Predictions, rows: Predictions) {
    var numbers = Numbers(state: seed)
    var counts = Predictions(
      probabilities: [], labels: [], labelForm: .counts, weights: [], scenarios: [], scenarioNames: ["a", "b"],
      sessions: [])
    var rows = Predictions(probabilities: [], labels: [], scenarios: [], scenarioNames: ["a", "b"], sessions: [])
    for _ in 0..<400 {
      let shown = Int.random(in: 1...9, using: &numbers)
      let clicks = max(0, Int.random(in: -6...shown, using: &numbers))
      let p = Float(Int.random(in: 1..<40, using: &numbers)) / 40
      let (scenario, session) = (Int32.random(in: -1...1, using: &numbers), Int32.random(in: 0...30, using: &numbers))
      func add(_ predictions: inout Predictions, _ label: Float) {
        predictions.probabilities.append(p)
        predictions.labels.append(label)
        predictions.scenarios.append(scenario)
        predictions.sessions?.append(session)
      }
      add(&counts, Float(clicks) / Float(shown))
      counts.weights?.append(Float(shown))
      for impression in 0..<shown { add(&rows, impression < clicks ? 1 : 0) }
    }
    return (counts, rows)
  }

  @Test func countsAreAsManyRows() throws {
    for seed in 1...5 {
      let (counts, rows) = both(seed: UInt64(seed))
      let (found, expected) = (evaluate(counts), evaluate(rows))
      #expect(found.auc == expected.auc, "whole numbers, so to the last bit")
      expectEqual(found.gauc, expected.gauc)
      expectEqual(found.logLoss, expected.logLoss)
      expectEqual(found.calibration, expected.calibration)
      expectEqual(found.calibrationInterval?.lowerBound, expected.calibrationInterval?.lowerBound)
      expectEqual(found.expectedCalibrationError, expected.expectedCalibrationError)
      expectEqual(found.ndcg, expected.ndcg)
      #expect(found.clicks == expected.clicks && found.impressions == expected.rows && found.rows == 400)
      #expect(found.gaucSessions == expected.gaucSessions && found.weighted == nil)
      #expect(found.reliability.map(\.rows) == expected.reliability.map(\.rows))
      #expect(found.reliability.map(\.clicks) == expected.reliability.map(\.clicks))
      for (one, other) in zip(found.reliability, expected.reliability) {
        expectEqual(one.meanPredicted, other.meanPredicted)
      }
      for scenario in found.scenarios {
        let same = try #require(expected.scenarios.first { $0.name == scenario.name })
        #expect(scenario.auc == same.auc && scenario.clicks == same.clicks && scenario.impressions == same.rows)
        expectEqual(scenario.logLoss, same.logLoss)
      }
    }
  }

  @Test func deLongOfCountsIsThatOfAsManyRows() throws {
    let (counts, rows) = both(seed: 3)
    func other(_ predictions: Predictions) -> Predictions {
      var other = predictions
      other.probabilities = predictions.probabilities.map {
        (($0 * 400).rounded().truncatingRemainder(dividingBy: 70)) / 70
      }
      return other
    }
    let found = try #require(DeLongTest(Placements(counts)!, Placements(other(counts))!))
    let expected = try #require(DeLongTest(Placements(rows)!, Placements(other(rows))!))
    #expect(abs(found.difference - expected.difference) < 1e-12)
    #expect(abs(found.standardError - expected.standardError) < 1e-12 && abs(found.p - expected.p) < 1e-12)
    #expect(Placements(counts)?.auc == evaluate(counts).auc)
    #expect(Placements(counts)?.clicks == evaluate(rows).clicks)
  }

  @Test func whereDeLongIsNotDefined() {
    var probabilities = both(seed: 1).counts
    probabilities.weights = nil
    probabilities.labelForm = .probabilities
    #expect(Placements(probabilities) == nil && evaluate(probabilities).auc != nil)
    var weighted = both(seed: 1).counts
    weighted.weights = weighted.weights?.map { $0 * 0.3 }
    #expect(Placements(weighted) == nil, "no whole clicks")
  }

  @Test func aWeightIsBesideTheOthers() throws {
    var (_, rows) = both(seed: 2)
    let plain = evaluate(rows)
    rows.weights = rows.labels.map { $0 == 1 ? 0.5 : 2 }
    let found = evaluate(rows)
    #expect(found.values == plain.values && found.reliability == plain.reliability && found.clicks == plain.clicks)
    let weighted = try #require(found.weighted)
    expectEqual(weighted[.auc], plain.auc)
    expectEqual(
      weighted[.calibration],
      calibration(
        probabilities: rows.probabilities, labels: rows.labels, weights: rows.weights))
    #expect(abs((weighted[.logLoss] ?? 0) - (plain.logLoss ?? 0)) > 1e-3)
    #expect(found.scenarios.allSatisfy { $0.weighted?.auc != nil && $0.impressions == nil })
    let metrics = Metrics(
      found, model: "dnn", part: "test", clusters: [],
      parameters: .init(embedding: 1, shared: 1, specific: 1, other: 1),
      flopsPerSample: .init(forward: 1, training: 3),
      training: .init(
        samplesPerSecond: 1, seconds: 1, epochs: 1, bestEpoch: 1, peakMemoryBytes: 1, clickRate: 0.1), seed: 1,
      threads: 1,
      version: "1")
    let json = try metrics.json()
    #expect(try Metrics(json: json) == metrics)
    let object = try #require(JSONSerialization.jsonObject(with: json) as? [String: Any])
    let keys = (object["weighted"] as? [String: Any])?.keys.sorted()
    #expect(
      keys == [
        "auc", "calibration", "calibrationInterval", "constantLogLoss", "expectedCalibrationError", "gauc",
        "gaucSessions", "gaucSessionsLeftOut", "hitRateAt10", "logLoss", "mrr", "ndcgAt10", "sessionsWithClick",
        "sessionsWithoutClick",
      ])
    let a = (object["scenarios"] as? [String: [String: Any]])?["a"]
    #expect(
      (a?["weighted"] as? [String: Any])?.keys.sorted() == [
        "auc", "calibration", "calibrationInterval", "expectedCalibrationError", "logLoss",
      ])
    #expect(object["labels"] == nil && object["impressions"] == nil)
  }

  @Test func whatCountsNothingIsNotDefined() {
    #expect(auc(scores: [0.1, 0.2], labels: [0, 1], weights: [1, 0]) == nil)
    #expect(logLoss(probabilities: [0.1, 0.2], labels: [0, 1], weights: [0, 0]) == nil)
    #expect(calibration(probabilities: [0.1, 0.2], labels: [0, 1], weights: [1, 0]) == nil)
    #expect(reliabilityBins(probabilities: [0.1, 0.2], labels: [0, 1], weights: [0, 0]) == [])
    #expect(auc(scores: [0.1, .nan], labels: [0.5, 1], weights: nil) == nil)
    #expect(Placements(scores: [0.1, 0.2], labels: [0, 0.5], impressions: [0, 2])?.auc == 0.5)
  }
}

/// The weighted AUC by looking at every pair, each row standing on both sides with its parts.
private func naiveWeightedAUC(_ scores: [Float], _ labels: [Float], _ weights: [Float]) -> Double? {
  var wins = 0.0
  var pairs = 0.0
  for one in scores.indices {
    for other in scores.indices {
      let pair = Double(weights[one]) * Double(labels[one]) * Double(weights[other]) * (1 - Double(labels[other]))
      pairs += pair
      if scores[one] > scores[other] { wins += pair } else if scores[one] == scores[other] { wins += pair / 2 }
    }
  }
  return pairs > 0 ? wins / pairs : nil
}

private func naiveWeightedGAUC(
  _ scores: [Float], _ labels: [Float], _ weights: [Float], _ sessions: [Int32]
) -> (value: Double?, used: Int, left: Int) {
  var (sum, weight) = (0.0, 0.0)
  var (used, left) = (0, 0)
  for session in Set(sessions) where session >= 0 {
    let rows = sessions.indices.filter { sessions[$0] == session }
    guard let area = naiveWeightedAUC(rows.map { scores[$0] }, rows.map { labels[$0] }, rows.map { weights[$0] }) else {
      left += 1
      continue
    }
    used += 1
    let own = rows.reduce(0) { $0 + Double(weights[$1]) }
    sum += own * area
    weight += own
  }
  return (used > 0 ? sum / weight : nil, used, left)
}
