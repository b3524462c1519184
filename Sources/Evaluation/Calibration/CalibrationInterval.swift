extension ScoredRows {
  /// Where the calibration lies by the luck of the clicks, 95%; nil without clicks, and where labels are probabilities, of
  /// which nobody knows how they came about.
  public var calibrationInterval: ClosedRange<Double>? {
    guard labelForm != .probabilities else { return nil }
    return Evaluation.calibrationInterval(
      probabilities: probabilities, labels: labels, weights: weights, areImpressions: labelForm == .counts)
  }
}

/// Where the calibration of a model lies by the luck of the clicks: 95%, the rows and their predictions as they are.
///
/// Clicks C = Σ w y are independent, each as probable as its prediction says but for a common factor: of mean μ they have
///
///     Var C = b μ − a μ²,    a = Σ w² p² / (Σ w p)²,    b = Σ w² p / Σ w p
///
/// The interval is of the μ that C is within 1.96 deviations of (a score interval; where all p are equal and w = 1, Wilson's
/// of 1927), and calibration is Σ w p / μ. It holds with a handful of clicks too, where C ± 1.96 √C would not. Clicks that
/// come together, such as those of one session, make the truth less certain than this.
///
/// - Parameters:
///   - probabilities: n predicted click probabilities in 0...1.
///   - labels: of each of n rows the share that is clicked, 0...1.
///   - weights: how much each of them counts, from 0 on; nil where all count the same.
///   - areImpressions: whether weights are numbers of impressions, each clicked or not by itself.
/// - Returns: nil without clicks or when a probability is not a number.
public func calibrationInterval(
  probabilities: [Float], labels: [Float], weights: [Float]? = nil, areImpressions: Bool = false
) -> ClosedRange<Double>? {
  precondition(probabilities.count == labels.count, "one label for each probability")
  var mass = ClickMass()
  var (promised, linear, square) = (0.0, 0.0, 0.0)
  for row in probabilities.indices {
    let (p, weight) = (Double(probabilities[row]), weights?[row] ?? 1)
    mass += ClickMass(label: labels[row], weight: weight)
    let unit = areImpressions ? 1 : Double(weight)
    promised += Double(weight) * p
    linear += unit * Double(weight) * p
    square += unit * Double(weight) * p * p
  }
  let clicks = mass.clicks
  guard clicks > 0, promised > 0, promised.isFinite else { return nil }
  let b = linear / promised
  // Scaled up to the clicks seen, predictions may be above 1; their variance is 0 then, not below.
  let a = min(square / (promised * promised), b / clicks)
  // (C − μ)² = z² (b μ − a μ²)
  let z = 1.959963984540054
  let (half, scale) = (clicks + z * z * b / 2, 1 + z * z * a)
  let root = max(half * half - scale * clicks * clicks, 0).squareRoot()
  // The smaller root by the larger one, as their difference may cancel: their product is C² / scale.
  let high = (half + root) / scale
  let low = clicks * clicks / (half + root)
  guard low > 0 else { return nil }
  return promised / high...max(promised / low, promised / high)
}
