import Evaluation
import Foundation
import Testing

struct CalibrationTests {
  @Test func logLossIsTheClosedForm() throws {
    let found = try #require(logLoss(probabilities: [0.25, 0.5, 0.75], labels: [0, 1, 1]))
    #expect(abs(found - -(log(0.75) + log(0.5) + log(0.75)) / 3) < 1e-12)
    #expect(logLoss(probabilities: [], labels: []) == nil)
    #expect(logLoss(probabilities: [.nan], labels: [1]) == nil)
  }

  @Test func logLossStaysFiniteAtZeroAndOne() throws {
    let wrong = try #require(logLoss(probabilities: [0, 1], labels: [1, 0]))
    #expect(abs(wrong - -log(logLossFloor)) < 1e-12)
    let right = try #require(logLoss(probabilities: [0, 1], labels: [0, 1]))
    #expect(right > 0 && right < 2e-7)
  }

  /// Far from 0 a probability's Float is 0 or 1; the logit still knows how sure and how wrong it was.
  @Test func logLossOfLogitsIsExact() throws {
    let cases: [(Float, Float, Double)] = [
      (100, 0, 100), (-100, 1, 100), (1e30, 0, Double(Float(1e30))), (100, 1, 3.720_075_976_020_836e-44),
      (0, 1, log(2)),
      (-20, 0, 2.061_153_620_314_381e-9), (-20, 1, 20.000_000_002_061_153), (-1e30, 0, 0),
    ]
    for (z, label, expected) in cases {
      let found = try #require(logLoss(logits: [z], labels: [label]))
      #expect(abs(found - expected) <= 1e-12 * expected, "\(z) \(label): \(found)")
    }
    let (logits, labels) = ([30, 0, -40] as [Float], [0, 0.25, 1] as [Float])
    let weighted = try #require(logLoss(logits: logits, labels: labels, weights: [1, 2, 3]))
    let mean: Double = (30 + 2 * 0.693_147_180_559_945_3 + 3 * 40) / 6
    #expect(abs(weighted - mean) < 1e-9)
    #expect(logLoss(logits: [.nan], labels: [1]) == nil && logLoss(logits: [], labels: []) == nil)
    #expect(logLoss(logits: [1], labels: [1], weights: [0]) == nil)
  }

  /// An ordinary model's is that of its probabilities; one that diverged is not hidden by a clamp; and whoever changes
  /// probabilities has changed the log loss.
  @Test func predictionsAreJudgedByTheirLogits() throws {
    let rows = 3_000
    let (scores, labels) = randomRows(rows, levels: 1 << 20, clickRate: 0.3, seed: 4)
    func predictions(_ logits: [Float]) -> Predictions {
      Predictions(
        probabilities: logits.map { 1 / (1 + exp(-$0)) }, logits: logits, labels: labels,
        scenarios: (0..<rows).map { Int32($0 % 2) }, scenarioNames: ["a", "b"])
    }
    let usual = predictions(scores.map { 8 * $0 - 6 })
    let (found, clamped) = (evaluate(usual), logLoss(probabilities: usual.probabilities, labels: labels))
    #expect(abs((found.logLoss ?? 9) - (clamped ?? 0)) < 1e-6)
    let byScenario = found.scenarios.reduce(0) { $0 + ($1.values[.logLoss] ?? 9) * Double($1.rows) } / Double(rows)
    #expect(abs(byScenario - (found.logLoss ?? 0)) < 1e-12)

    var diverged = predictions(scores.map { 2_000 * $0 - 1_000 })
    #expect((evaluate(diverged).logLoss ?? 0) > 200 && evaluate(diverged).saturated > 0.9)
    diverged.probabilities[0] = 0.5
    #expect(diverged.logits == nil && (evaluate(diverged).logLoss ?? 99) < 16)
  }

  @Test func calibrationIsPredictedOverObserved() throws {
    let found = try #require(calibration(probabilities: [0.25, 0.25, 0.5, 1], labels: [0, 0, 0, 1]))
    #expect(found == 2)
    #expect(calibration(probabilities: [0.5], labels: [0]) == nil)
    #expect(calibration(probabilities: [], labels: []) == nil)
  }

  @Test(arguments: [0, 1, 2, 7, 8, 9, 5000])
  func binsHoldEveryRowOnceInOrder(rows: Int) {
    let (scores, labels) = randomRows(rows, levels: 1 << 20, clickRate: 0.2, seed: 8)
    let bins = reliabilityBins(probabilities: scores, labels: labels, count: 10)
    #expect(bins.count == min(rows, 10))
    #expect(bins.reduce(0) { $0 + $1.rows } == rows)
    #expect(bins.reduce(0) { $0 + $1.clicks } == labels.reduce(0) { $0 + Int($1) })
    #expect(bins.map(\.meanPredicted) == bins.map(\.meanPredicted).sorted())
    if rows == 5000 { #expect(bins.allSatisfy { abs($0.rows - 500) < 5 }) }
  }

  @Test func binsAreMeansAndKeepTiesTogether() {
    let bins = reliabilityBins(probabilities: [0.5, 0, 0.5, 1, 0.5, 0], labels: [1, 0, 0, 1, 0, 0], count: 6)
    #expect(
      bins == [
        ReliabilityBin(sumPredicted: 0, clicks: 0, rows: 2), ReliabilityBin(sumPredicted: 1.5, clicks: 1, rows: 3),
        ReliabilityBin(sumPredicted: 1, clicks: 1, rows: 1),
      ])
  }
}
