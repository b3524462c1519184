import Evaluation
import Testing

struct ExpectedCalibrationErrorTests {
  private func found(_ scores: [Float], _ labels: [Float]) -> Double? {
    let scenarios = [Int32](repeating: 0, count: scores.count)
    return evaluate(Predictions(probabilities: scores, labels: labels, scenarios: scenarios, scenarioNames: ["a"]))
      .expectedCalibrationError
  }

  @Test(arguments: [1, 7, 19, 20, 21, 1000, 4099])
  func itIsTheDefinition(rows: Int) throws {
    let (scores, labels) = randomRows(rows, levels: 1 << 22, clickRate: 0.3, seed: UInt64(rows))
    let value = try #require(found(scores, labels))
    #expect(abs(value - naiveExpectedCalibrationError(scores, labels)) < 1e-12)
  }

  @Test func ofRowsThatTie() throws {
    // Two bins: three rows of 0.25 with one click, one of 0.75 with one.
    #expect(found([0.25, 0.75, 0.25, 0.25], [1, 1, 0, 0]) == (abs(0.75 - 1) + 0.25) / 4)
    #expect(found([0.5, 0.5], [0, 1]) == 0)
    #expect(found([], []) == nil && found([.nan, 0.5], [0, 1]) == nil)
  }

  @Test func weightsCountAsRowsDo() throws {
    let (scores, labels) = randomRows(300, levels: 1 << 22, clickRate: 0.3, seed: 5)
    let weights = scores.indices.map { Float($0 % 4) }
    func repeated(_ values: [Float]) -> [Float] {
      values.indices.flatMap { [Float](repeating: values[$0], count: Int(weights[$0])) }
    }
    let scenarios = [Int32](repeating: 0, count: 300)
    let weighted = Predictions(
      probabilities: scores, labels: labels, weights: weights, scenarios: scenarios, scenarioNames: ["a"])
    let (one, other) = (
      try #require(evaluate(weighted).weighted?[.expectedCalibrationError]),
      try #require(found(repeated(scores), repeated(labels)))
    )
    #expect(abs(one - other) < 1e-12)
  }
}

/// Twenty bins of rows of different scores, cut where n b / 20 rows are below.
private func naiveExpectedCalibrationError(_ scores: [Float], _ labels: [Float]) -> Double {
  let order = scores.indices.sorted { scores[$0] < scores[$1] }
  var sum = 0.0
  for bin in 0..<20 {
    let rows = order[order.count * bin / 20..<order.count * (bin + 1) / 20]
    guard !rows.isEmpty else { continue }
    let promised = rows.reduce(0) { $0 + Double(scores[$1]) } / Double(rows.count)
    let seen = rows.reduce(0) { $0 + Double(labels[$1]) } / Double(rows.count)
    sum += Double(rows.count) / Double(order.count) * abs(promised - seen)
  }
  return sum
}
