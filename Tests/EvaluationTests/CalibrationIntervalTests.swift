import Evaluation
import Foundation
import Testing

struct CalibrationIntervalTests {
  /// Of equal predictions it is Wilson's interval of the click rate, by which the prediction is divided.
  @Test func equalPredictionsGiveWilsons() throws {
    let (n, clicks, p) = (40, 7, Float(0.25))
    let labels = (0..<n).map { Float($0 < clicks ? 1 : 0) }
    let found = try #require(
      calibrationInterval(probabilities: [Float](repeating: p, count: n), labels: labels))
    let z = 1.959963984540054
    let rate = Double(clicks) / Double(n)
    let middle = (rate + z * z / (2 * Double(n))) / (1 + z * z / Double(n))
    let reach =
      z / (1 + z * z / Double(n))
      * (rate * (1 - rate) / Double(n) + z * z / (4 * Double(n * n))).squareRoot()
    #expect(abs(found.lowerBound - Double(p) / (middle + reach)) < 1e-9)
    #expect(abs(found.upperBound - Double(p) / (middle - reach)) < 1e-9)
  }

  /// Logs drawn anew, for a model that is right, one that promises 1.6 times too much, and one that is off row by row, with
  /// few clicks and with many: how often the interval has the true ratio in it.
  @Test(arguments: [
    (100, -3.0, 0.0, 1.0), (400, -3, 0.47, 1), (2000, -3, -0.4, 1), (300, 0.5, 0, 0.6), (400, -2, 0, 3),
  ])
  func itCoversTheTruthAsOftenAsItSays(_ rows: Int, _ base: Double, _ shift: Double, _ weight: Double) throws {
    var numbers = Numbers(state: UInt64(rows) &+ 11)
    func logistic(_ x: Double) -> Double { 1 / (1 + exp(-x)) }
    let noise = (0..<rows).map { _ in (0..<6).reduce(-3.0) { s, _ in s + Double.random(in: 0..<1, using: &numbers) } }
    let truth = noise.map { logistic(base + 1.2 * $0) }
    let probabilities = noise.map {
      Float(logistic(base + shift + 1.2 * $0 + 0.3 * Double.random(in: -1...1, using: &numbers)))
    }
    // Weights other than 1: half of the rows count so much.
    let weights = (0..<rows).map { Float($0 % 2 == 0 ? weight : 1) }
    let mean = zip(weights, truth).reduce(0) { $0 + Double($1.0) * $1.1 }
    let ratio = zip(weights, probabilities).reduce(0) { $0 + Double($1.0) * Double($1.1) } / mean
    let logs = 3000
    var (covered, defined) = (0, 0)
    for _ in 0..<logs {
      let labels = truth.map { Float(Double.random(in: 0..<1, using: &numbers) < $0 ? 1 : 0) }
      let found = calibrationInterval(
        probabilities: probabilities, labels: labels, weights: weight == 1 ? nil : weights)
      guard let found else { continue }
      defined += 1
      if found.contains(ratio) { covered += 1 }
      let own = try #require(
        calibration(probabilities: probabilities, labels: labels, weights: weight == 1 ? nil : weights))
      #expect(found.contains(own))
    }
    #expect(defined > logs * 99 / 100)
    // Of 3000, 95% ± 0.8% by chance; clicks are few and whole, and a model that is off row by row differs from the factor.
    #expect((0.93...0.975).contains(Double(covered) / Double(defined)), "\(Double(covered) / Double(defined))")
  }

  @Test func countsAreAsManyRows() throws {
    let counts = calibrationInterval(
      probabilities: [0.25, 0.5], labels: [0.5, 0.25], weights: [6, 8], areImpressions: true)
    let rows = calibrationInterval(
      probabilities: [Float](repeating: 0.25, count: 6) + [Float](repeating: 0.5, count: 8),
      labels: [1, 1, 1, 0, 0, 0, 1, 1, 0, 0, 0, 0, 0, 0])
    let (found, expected) = (try #require(counts), try #require(rows))
    #expect(abs(found.lowerBound - expected.lowerBound) < 1e-12 && abs(found.upperBound - expected.upperBound) < 1e-12)
  }

  @Test func whereItIsNotDefined() throws {
    #expect(calibrationInterval(probabilities: [0.5], labels: [0]) == nil)
    #expect(calibrationInterval(probabilities: [], labels: []) == nil)
    #expect(calibrationInterval(probabilities: [.nan, 0.5], labels: [0, 1]) == nil)
    #expect(calibrationInterval(probabilities: [0, 0], labels: [0, 1]) == nil)
    let tiny = try #require(calibrationInterval(probabilities: [1e-30, 1e-30], labels: [1, 0]))
    #expect(tiny.upperBound < 1e-28, "all far too low")
    let all = try #require(calibrationInterval(probabilities: [1, 1], labels: [1, 1]))
    #expect(all.contains(1) && all.lowerBound == 1)
    let shares = Predictions(
      probabilities: [0.5, 0.5], labels: [0.5, 0.4], labelForm: .probabilities, scenarios: [0, 0], scenarioNames: ["a"])
    #expect(evaluate(shares).calibrationInterval == nil && evaluate(shares).calibration != nil)
  }
}
