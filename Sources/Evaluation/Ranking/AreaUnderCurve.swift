extension Metric {
  /// The area under the ROC curve.
  public static let auc = Metric(
    key: "auc", title: "AUC", meaning: "chance that a click scores above a non-click; exact, ties counted half",
    formula: "(pairs won + pairs tied / 2) / (clicks · non-clicks)",
    source: "Hanley and McNeil 1982; Table 1 of the paper", aim: .larger, scope: .all,
    value: { Evaluation.auc(scores: $0.probabilities, labels: $0.labels) })
}

extension Measured {
  /// The area under the ROC curve; undefined where a class is missing.
  public var auc: Value {
    get { values[.auc] }
    set { values[.auc] = newValue }
  }
}

/// The area under the ROC curve: the chance that a random click scores above a random non-click, a tie counting half.
///
/// Exact: the pairs are counted in whole numbers, and only the final division rounds. Two others give the same area: a
/// test of two models needs each row's part in it (`Placements`, twice the memory and slower), and a log that is simulated
/// as it streams has no room for its rows (`ProbabilityHistogram` of SimulatedLogs, which rounds probabilities).
/// - Parameters:
///   - scores: n scores on any monotone scale (probabilities or logits).
///   - labels: n labels, 1 for a click and 0 for none.
/// - Returns: the area in 0...1; nil when a class is missing or a score is not a number, since then it is not defined.
public func auc(scores: [Float], labels: [Float]) -> Double? {
  precondition(scores.count == labels.count, "one label for each score")
  var ranking = ClickRanking()
  ranking.add(scores: scores, labels: labels)
  return ranking.areaUnderCurve()
}
