import Foundation

extension Metric {
  /// The mean cross entropy.
  public static let logLoss = Metric(
    key: "logLoss", title: "log loss", meaning: "mean cross entropy, nats a row",
    formula: "−(1/n) Σ [y ln p + (1 − y) ln(1 − p)]", source: "the loss, the paper's equation 8", aim: .smaller,
    scope: [.overall, .scenarios, .seeds], note: { _ in "nats a row" },
    value: { Evaluation.logLoss(probabilities: $0.probabilities, labels: $0.labels) })
}

extension Measured {
  /// The mean cross entropy, in nats; undefined without rows.
  public var logLoss: Value {
    get { values[.logLoss] }
    set { values[.logLoss] = newValue }
  }
}

/// The smallest chance that log loss grants the class that came true: 2⁻²³, the spacing of Float below 1.
///
/// A Float probability can be exactly 0 or 1, and one such row with the other label would make the mean infinite.
/// scikit-learn clamps Float32 predictions at the same figure.
public let logLossFloor = Double(Float.ulpOfOne)

/// The mean cross entropy, in nats: −(1/n) Σ [y ln p + (1 − y) ln(1 − p)].
/// - Parameters:
///   - probabilities: n predicted click probabilities, clamped to `logLossFloor`...1 − `logLossFloor`.
///   - labels: n labels, 1 for a click and 0 for none.
/// - Returns: the mean; nil without rows or when a probability is not a number.
public func logLoss(probabilities: [Float], labels: [Float]) -> Double? {
  precondition(probabilities.count == labels.count, "one label for each probability")
  guard !probabilities.isEmpty else { return nil }
  var sum = 0.0
  for row in probabilities.indices {
    let click = Double(probabilities[row])
    let likelihood = labels[row] > 0.5 ? click : 1 - click
    guard !likelihood.isNaN else { return nil }
    sum -= log(min(max(likelihood, logLossFloor), 1 - logLossFloor))
  }
  return sum / Double(probabilities.count)
}
