extension Metric {
  /// Mean predicted over mean observed.
  public static let calibration = Metric(
    key: "calibration", title: "calibration", meaning: "clicks promised over clicks seen: 1 is right on average",
    formula: "Σ p / Σ y", source: "He et al. 2014 (practical lessons from predicting clicks)", aim: .near(1),
    scope: .overall,
    text: Figures.ratio,
    note: { ratio in
      guard let ratio else { return "" }
      let percent = Figures.percent(abs(ratio - 1))
      return ratio == 1 ? "as many clicks as promised" : "promises \(percent) too \(ratio > 1 ? "many" : "few") clicks"
    },
    value: { Evaluation.calibration(probabilities: $0.probabilities, labels: $0.labels) })
}

extension Measured {
  /// Mean predicted over mean observed; undefined without clicks.
  public var calibration: Value {
    get { values[.calibration] }
    set { values[.calibration] = newValue }
  }
}

/// Mean predicted over mean observed: 1 is right on average, 1.1 promises 10% too many clicks.
/// - Returns: the ratio; nil without clicks or when a probability is not a number.
public func calibration(probabilities: [Float], labels: [Float]) -> Double? {
  precondition(probabilities.count == labels.count, "one label for each probability")
  var predicted = 0.0
  var clicks = 0
  for row in probabilities.indices {
    predicted += Double(probabilities[row])
    if labels[row] > 0.5 { clicks += 1 }
  }
  return clicks > 0 && !predicted.isNaN ? predicted / Double(clicks) : nil
}
