import Foundation
import Tensors
import Testing

@testable import Evaluation

/// Platt's scaling by scenario, against what the rows were drawn by and against a plain search.
@Suite struct ScenarioCalibrationTests {
  private func predictions(
    rows: [Int], seed: UInt64 = 3, _ truth: (_ scenario: Int, _ z: Double) -> Double
  ) -> Predictions {
    var draw = RandomGenerator(seed: seed)
    var (p, y, s): ([Float], [Float], [Int32]) = ([], [], [])
    for (scenario, count) in rows.enumerated() {
      for _ in 0..<count {
        let z = -1.5 + 1.2 * draw.normal()
        p.append(Float(1 / (1 + exp(-z))))
        y.append(draw.uniform() < 1 / (1 + exp(-truth(scenario, z))) ? 1 : 0)
        s.append(Int32(scenario))
      }
    }
    // Scenarios mixed, as in a log.
    var order = Array(p.indices)
    for place in order.indices.dropFirst() { order.swapAt(place, draw.index(below: place + 1)) }
    return Predictions(
      probabilities: order.map { p[$0] }, labels: order.map { y[$0] }, scenarios: order.map { s[$0] },
      scenarioNames: rows.indices.map { "s\($0)" })
  }

  private func calibrated(_ predictions: Predictions, _ calibration: ScenarioCalibration) -> Predictions {
    var result = predictions
    result.probabilities = zip(predictions.probabilities, predictions.scenarios).map { p, s in
      let z = log(Double(p)) - log1p(-Double(p))
      return Float(1 / (1 + exp(-calibration.line(of: "s\(s)")(z))))
    }
    return result
  }

  @Test func linesOfLargeScenariosAreFoundAndSmallOnesKeepToAll() {
    let shifts = [0.8, -0.7, 0.0]
    let predictions = predictions(rows: [20_000, 20_000, 30]) { scenario, z in z * 1.3 + shifts[scenario] }
    let calibration = ScenarioCalibration(fitting: predictions)
    for (scenario, shift) in shifts.prefix(2).enumerated() {
      let line = calibration.line(of: "s\(scenario)")
      for z in [-3.0, -1.5, 0.0] { #expect(abs(line(z) - (1.3 * z + shift)) < 0.15, "\(scenario) at \(z)") }
    }
    let (small, all) = (calibration.line(of: "s2"), calibration.overall)
    #expect(abs(small.shift - all.shift) < 0.4 && abs(small.tilt - all.tilt) < 0.4)
    #expect(calibration.line(of: "nowhere") == all)
    // On other rows of the same kind.
    let others = self.predictions(rows: [4_000, 4_000, 3_000], seed: 8) { $1 * 1.3 + shifts[$0] }
    let better = calibrated(others, calibration)
    let (before, after) = (ScoredRows(others), ScoredRows(better))
    #expect((after.logLoss ?? 9) < (before.logLoss ?? 0) - 0.01)
    for scenario in 0..<3 {
      func rows(_ p: Predictions) -> ScoredRows {
        ScoredRows(p, rows: ArraySlice(p.scenarios.indices.filter { p.scenarios[$0] == scenario }.map(Int32.init)))
      }
      #expect(rows(others).auc == rows(better).auc, "the order within a scenario stays")
      if scenario < 2 { #expect(abs((rows(better).calibration ?? 0) - 1) < 0.1) }
    }
  }

  /// What is right already stays as it is, up to the luck of the rows.
  @Test func aCalibratedModelIsLeftAlone() {
    var changed = 0
    for seed in UInt64(1)...8 {
      let calibration = ScenarioCalibration(fitting: predictions(rows: [600, 300, 40], seed: seed) { $1 })
      if !calibration.isIdentity { changed += 1 }
      #expect(abs(calibration.overall.shift) < 0.4)
    }
    #expect(changed <= 5)
  }

  /// Newton's line is the best of a fine grid.
  @Test func theLineIsTheBest() {
    let predictions = predictions(rows: [500]) { 0.7 * $1 + 0.4 }
    let rows = CalibrationRows(predictions)
    let best = rows.fitted(without: nil, prior: nil)
    func loss(_ line: PlattLine) -> Double {
      let calibration = ScenarioCalibration(overall: line)
      return (0..<ScenarioCalibration.folds).reduce(0) { $0 + rows.loss(ofFold: $1, by: calibration) }
    }
    for shift in stride(from: -1.0, through: 1.5, by: 0.05) {
      for tilt in stride(from: -0.9, through: 0.6, by: 0.05) {
        // The one row of the prior makes a difference in the last digits.
        #expect(loss(best.overall) <= loss(PlattLine(shift: shift, tilt: tilt, centre: rows.centre)) + 0.05)
      }
    }
  }

  @Test(arguments: [0, 1]) func rowsOfOneClassSayNothing(label: Int) {
    var predictions = predictions(rows: [50, 20]) { $1 }
    predictions.labels = predictions.labels.map { _ in Float(label) }
    #expect(ScenarioCalibration(fitting: predictions).isIdentity)
    let none = Predictions(probabilities: [], labels: [], scenarios: [], scenarioNames: ["a"])
    #expect(ScenarioCalibration(fitting: none).isIdentity)
  }

  /// A score that is turned around would have a falling line; it becomes a flat one, which still rises.
  @Test func aLineNeverFalls() {
    let calibration = ScenarioCalibration(fitting: predictions(rows: [4_000]) { -$1 - 3 })
    #expect(calibration.overall.tilt > -1)
    #expect(calibration.overall(1) > calibration.overall(0))
  }
}
