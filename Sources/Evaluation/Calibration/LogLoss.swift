import Foundation

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
