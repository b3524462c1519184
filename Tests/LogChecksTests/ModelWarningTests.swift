import Evaluation
import Foundation
import LogChecks
import Testing

/// A model that is worth nothing is named: dead, diverged, or worse than a constant. An ordinary one is not.
@Suite struct ModelWarningTests {
  private static let rows = 2_000

  /// The warnings of scores of rows of which a fifth is clicked, or none, the model's own logits by the row's place and label.
  private func warnings(
    isClicked: Bool = true, _ logit: (_ row: Int, _ click: Bool) -> Double
  ) -> [String] {
    let labels = (0..<Self.rows).map { isClicked && $0 % 5 == 0 }
    let logits = (0..<Self.rows).map { Float(logit($0, labels[$0])) }
    let predictions = Predictions(
      probabilities: logits.map { min(1 / (1 + exp(-$0)), Float(1).nextDown) }, logits: logits,
      labels: labels.map { $0 ? 1 : 0 }, scenarios: [Int32](repeating: 0, count: Self.rows), scenarioNames: ["home"])
    return Metrics(
      evaluate(predictions), model: "adl", part: "test", clusters: [],
      parameters: .init(embedding: 0, shared: 0, specific: 0, other: 0), flopsPerSample: .init(forward: 0, training: 0),
      training: .init(
        samplesPerSecond: 0, seconds: 0, epochs: 0, bestEpoch: 0, peakMemoryBytes: 0, clickRate: 0.2),
      seed: 1, threads: 1, version: "1"
    ).warnings(of: "ADL")
  }

  /// Between −1 and 1, not in the rows' order.
  private func noise(_ row: Int) -> Double { Double(row * 7919 % 2003) / 1001.5 - 1 }

  @Test func anOrdinaryModelIsNot() {
    #expect(warnings { row, click in -1.6 + noise(row) + (click ? 0.8 : 0) } == [])
    // Nor one that all but knows the labels, nor one on rows without a click.
    #expect(warnings { row, click in (click ? 9 : -9) + noise(row) } == [])
    #expect(warnings { _, click in click ? 40 : -40 } == [])
    #expect(warnings(isClicked: false) { row, _ in -20 + noise(row) } == [])
    // Nor where nearly each row is clicked, and the chances of none differ.
    #expect(!warnings { row, _ in 9 + noise(row) }.contains { $0.contains("tells") })
  }

  @Test func aDeadModelIs() {
    #expect(
      warnings { _, _ in -1.3862944 } == ["All 2,000 scores of ADL are the same, 0.2000: it tells no row from another."]
    )
    #expect(
      warnings { row, _ in -1.3863 + 0.004 * noise(row) } == [
        "All 2,000 scores of ADL lie between 0.1994 and 0.2006: it hardly tells one row from another."
      ])
    let tiny = warnings(isClicked: false) { _, _ in -20 }
    #expect(tiny == ["All 2,000 scores of ADL are the same, 2.06e-09: it tells no row from another."])
  }

  @Test func aDivergedModelIs() {
    let lines = warnings { row, click in 300 * noise(row) + (click ? 30 : 0) }
    #expect(lines.count == 3 && lines[0].contains("is above that of a constant, 0.5004"), "\(lines)")
    #expect(lines[1].contains("promises"))
    #expect(lines[2].hasSuffix("did training diverge? A lower learning rate or fewer epochs help."))
    #expect(lines[2].contains("of ADL's scores are 0 or 1 but for rounding"))
    // Most of the scores at the ends, and one row in a hundred wrong: the log loss alone would pass.
    let certain = warnings { row, click in click == (row % 500 != 3) ? 17 : -17 }
    #expect(certain.count == 1 && certain[0].contains("100% of ADL's scores are 0 or 1"), "\(certain)")
  }
}
