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
