extension Metric {
  /// The area under the ROC curve.
  public static let auc = Metric(
    key: "auc", title: "AUC", meaning: "chance that a click scores above a non-click; exact, ties counted half",
    formula: "(pairs won + pairs tied / 2) / (clicks · non-clicks)",
    source: "Hanley and McNeil 1982; Table 1 of the paper", aim: .larger, scope: .all,
    value: { $0.auc })
}

extension Measured {
  /// The area under the ROC curve; undefined where a class is missing.
  public var auc: Value {
    get { values[.auc] }
    set { values[.auc] = newValue }
  }
}

extension ScoredRows {
  /// The area under the ROC curve; nil where a class is missing.
  public var auc: Double? {
    areWhole
      ? Evaluation.auc(scores: probabilities, labels: labels)
      : Evaluation.auc(scores: probabilities, labels: labels, weights: weights)
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

/// The area under the ROC curve of rows that are clicked in part or do not count the same: Σ wᵢ wⱼ [i above j] over the
/// clicked part of each i and the part of each j that is not, a tie counting half, by Σ wᵢ wⱼ.
///
/// Summed in Double in the order of scores. Where all parts are whole numbers, as those of counts are, that is exact too,
/// and the area is that of as many rows.
/// - Parameters:
///   - scores: n scores on any monotone scale.
///   - labels: of each of n rows the share that is clicked, 0...1.
///   - weights: how much each of them counts, from 0 on; nil where all count the same.
/// - Returns: the area in 0...1; nil when a class is missing or a score is not a number.
public func auc(scores: [Float], labels: [Float], weights: [Float]?) -> Double? {
  var ranking = WeightedRanking(scores: scores, labels: labels, weights: weights)
  return ranking.area(of: 0..<Int32(scores.count))?.value
}
