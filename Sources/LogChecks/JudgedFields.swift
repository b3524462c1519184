import ClickLog
import Evaluation

/// How well each field alone ranks rows that it was not fitted on, and which of them do so better than honest ones.
struct JudgedFields {
  /// The judged rows: their labels, and their scores by each field and by the scenario.
  struct Rows {
    var labels: [Float] = []
    /// How much each counts; empty where all count the same.
    var weights: [Float] = []
    var scenarioScores: [Float] = []
    var scores: [[Float]]

    init(fields: Int, capacity: Int) {
      scores = (0..<fields).map { _ in
        var scores: [Float] = []
        scores.reserveCapacity(capacity)
        return scores
      }
    }
  }

  /// With fewer judged clicks, or others, than this an AUC is luck.
  static let fewest = 10

  /// In the encoding's order; nil where a class is missing.
  let aucs: [Double?]
  private let scenarioAUC: Double?
  /// The AUC of the labels themselves: 1, but of counts and probabilities less, as a row is clicked in part.
  private let largest: Double
  private let clicks: Int
  private let rows: Int

  init(_ judged: Rows, binary: Bool) {
    func area(_ scores: [Float]) -> Double? {
      binary
        ? auc(scores: scores, labels: judged.labels)
        : auc(scores: scores, labels: judged.labels, weights: judged.weights.isEmpty ? nil : judged.weights)
    }
    aucs = judged.scores.map(area)
    scenarioAUC = area(judged.scenarioScores)
    largest = binary ? 1 : area(judged.labels) ?? 1
    clicks = Int(judged.labels.reduce(0) { $0 + Double($1) }.rounded())
    rows = judged.labels.count
  }

  /// Of each of the encoding's fields, what speaks against it.
  func suspicions(_ unusual: UnusualValues, _ fields: [Field]) -> [Suspicion?] {
    let alone = aucs.map { $0.map(turned) }
    let scenario = scenarioAUC.map(turned) ?? 0.5
    var found = aucs.indices.map { field -> Suspicion? in
      if let own = alone[field], tells(own, beside: scenario) { return .auc(own, largest: largest) }
      let tally = unusual.tallies[field]
      return tally.tellsClicks ? .unusual(rows: tally.rows, rate: tally.rate, usualRate: tally.usualRate) : nil
    }
    // Beside what is suspected already nothing leads.
    let rest = aucs.indices.filter { found[$0] == nil }.sorted { (alone[$0] ?? 0) > (alone[$1] ?? 0) }
    if let first = rest.first, let own = alone[first], !fields[first].isOfManyValues {
      let next = max(rest.dropFirst().first.flatMap { alone[$0] } ?? 0.5, scenario)
      if leads(own, next) { found[first] = .leading(own, next: next, largest: largest) }
    }
    return found
  }

  /// An AUC that ranks wrongly ranks as well, turned round.
  private func turned(_ auc: Double) -> Double { max(auc, 1 - auc) }

  /// Where the labels themselves do not reach 1, what is as far on the way to them.
  private func scaled(_ auc: Double) -> Double { largest > 0.5 ? 0.5 + (auc - 0.5) * 0.5 / (largest - 0.5) : auc }

  /// Whether the feature alone has an AUC that the best models of whole logs hardly have, by more than the rows' luck. Where
  /// scenarios differ as much as that, so does honestly all that differs with them: there, half of what they leave is to be told.
  private func tells(_ auc: Double, beside scenario: Double) -> Bool {
    let (auc, scenario) = (scaled(auc), scaled(scenario))
    guard isCertain(auc) else { return false }
    return auc > 0.99 || auc >= 0.9 && 1 - auc <= (1 - scenario) / 2
  }

  /// Whether it is far ahead of all others, which are what such a log is worth. The first place in a list may reach 0.86.
  private func leads(_ auc: Double, _ next: Double) -> Bool {
    let (auc, next) = (scaled(auc), scaled(next))
    return isCertain(auc) && auc >= 0.87 && auc - next >= 0.2
  }

  /// Whether it is above what an honest feature may have by three standard errors.
  private func isCertain(_ auc: Double) -> Bool {
    guard min(clicks, rows - clicks) >= Self.fewest,
      let error = aucStandardError(auc: auc, clicks: clicks, rows: rows)
    else { return false }
    return auc - 3 * error > 0.75
  }
}

extension Field {
  /// Whether it is an id of many, such as a user: whose taste may honestly be ahead of all that is known of the items.
  fileprivate var isOfManyValues: Bool { values.map { $0.rows > 100 } ?? false }
}
