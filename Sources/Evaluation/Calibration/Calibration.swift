extension Metric {
  /// Mean predicted over mean observed.
  public static let calibration = Metric(
    key: "calibration", title: "calibration", meaning: "clicks promised over clicks seen: 1 is right on average",
    formula: "Σ p / Σ y", source: "He et al. 2014 (practical lessons from predicting clicks)", aim: .near(1),
    scope: [.overall, .scenarios], interval: "calibrationInterval",
    text: Figures.ratio,
    note: { found in
      guard let ratio = found.value else { return "" }
      let percent = Figures.percent(abs(ratio - 1))
      guard ratio != 1 else { return "as many clicks as promised" }
      let luck = found.interval.map { $0.contains(1) ? ", no more than luck explains" : "" } ?? ""
      return "promises \(percent) too \(ratio > 1 ? "many" : "few") clicks\(luck)"
    },
    measure: { Measurement($0.calibration, interval: $0.calibrationInterval) })
}

extension Measured {
  /// Mean predicted over mean observed; undefined without clicks.
  public var calibration: Value {
    get { values[.calibration] }
    set { values[.calibration] = newValue }
  }
}

extension Measured where Value == Double? {
  /// Where the calibration lies by the luck of the clicks, 95%; nil where that is not known.
  public var calibrationInterval: ClosedRange<Double>? { values.measurement(.calibration).interval }
}

extension ScoredRows {
  /// Mean predicted over mean observed; nil without clicks.
  public var calibration: Double? {
    areWhole
      ? Evaluation.calibration(probabilities: probabilities, labels: labels)
      : Evaluation.calibration(probabilities: probabilities, labels: labels, weights: weights)
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

/// Mean predicted over mean observed, of rows that are clicked in part or do not count the same: Σ w p / Σ w y.
///
/// - Parameters:
///   - labels: of each row the share that is clicked, 0...1.
///   - weights: how much each row counts, from 0 on; nil where all count the same.
/// - Returns: the ratio; nil without clicks or when a probability is not a number.
public func calibration(probabilities: [Float], labels: [Float], weights: [Float]?) -> Double? {
  precondition(probabilities.count == labels.count, "one label for each probability")
  var predicted = 0.0
  var mass = ClickMass()
  for row in probabilities.indices {
    let weight = weights?[row] ?? 1
    predicted += Double(probabilities[row]) * Double(weight)
    mass += ClickMass(label: labels[row], weight: weight)
  }
  return mass.clicks > 0 && !predicted.isNaN ? predicted / mass.clicks : nil
}
