import Foundation

extension Metric {
  /// The mean cross entropy.
  public static let logLoss = Metric(
    key: "logLoss", title: "log loss", meaning: "mean cross entropy, nats a row",
    formula: "−(1/n) Σ [y ln p + (1 − y) ln(1 − p)]", source: "the loss, the paper's equation 8", aim: .smaller,
    scope: [.overall, .scenarios, .seeds], note: { _ in "nats a row" },
    value: { $0.logLoss })
}

extension Measured {
  /// The mean cross entropy, in nats; undefined without rows.
  public var logLoss: Value {
    get { values[.logLoss] }
    set { values[.logLoss] = newValue }
  }
}

extension ScoredRows {
  /// The mean cross entropy, in nats; nil without rows. From the logits where they are known, otherwise from clamped probabilities.
  public var logLoss: Double? {
    if let logits { return Evaluation.logLoss(logits: logits, labels: labels, weights: weights) }
    return areWhole
      ? Evaluation.logLoss(probabilities: probabilities, labels: labels)
      : Evaluation.logLoss(probabilities: probabilities, labels: labels, weights: weights)
  }
}

/// The mean cross entropy, in nats, exact for logits of any size: Σ w [y ln(1 + e⁻ᶻ) + (1 − y) ln(1 + eᶻ)] / Σ w.
/// - Parameters:
///   - logits: z of n rows, of which predicted click probabilities are the sigmoid.
///   - labels: of each of n rows the share that is clicked, 0...1.
///   - weights: how much each of them counts, from 0 on; nil where all count the same.
/// - Returns: the mean; nil where nothing counts or when a logit is not a number.
public func logLoss(logits: [Float], labels: [Float], weights: [Float]? = nil) -> Double? {
  precondition(logits.count == labels.count, "one label for each logit")
  var sum = 0.0
  var all = 0.0
  for row in logits.indices {
    let z = Double(logits[row])
    guard !z.isNaN else { return nil }
    let mass = ClickMass(label: labels[row], weight: weights?[row] ?? 1)
    // ln(1 + e^−|z|) is common to both; the rest of the wrong side's is |z|.
    let common = log1p(exp(-abs(z)))
    if mass.clicks > 0 { sum += mass.clicks * (common + max(-z, 0)) }
    if mass.others > 0 { sum += mass.others * (common + max(z, 0)) }
    all += mass.all
  }
  return all > 0 ? sum / all : nil
}

/// The smallest chance that log loss grants the class that came true: 2⁻²³, the spacing of Float below 1.
///
/// A Float probability can be exactly 0 or 1, and one such row with the other label would make the mean infinite. From logits it is
/// finite and needs no clamp, which would hide how wrong a model that diverged is.
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

/// The mean cross entropy, in nats, of rows that are clicked in part or do not count the same:
/// −Σ w [y ln p + (1 − y) ln(1 − p)] / Σ w.
/// - Parameters:
///   - probabilities: n predicted click probabilities, clamped to `logLossFloor`...1 − `logLossFloor`.
///   - labels: of each of n rows the share that is clicked, 0...1.
///   - weights: how much each of them counts, from 0 on; nil where all count the same.
/// - Returns: the mean; nil where nothing counts or when a probability is not a number.
public func logLoss(probabilities: [Float], labels: [Float], weights: [Float]?) -> Double? {
  precondition(probabilities.count == labels.count, "one label for each probability")
  func surprise(_ likelihood: Double) -> Double { -log(min(max(likelihood, logLossFloor), 1 - logLossFloor)) }
  var sum = 0.0
  var all = 0.0
  for row in probabilities.indices {
    let click = Double(probabilities[row])
    guard !click.isNaN else { return nil }
    let mass = ClickMass(label: labels[row], weight: weights?[row] ?? 1)
    if mass.clicks > 0 { sum += mass.clicks * surprise(click) }
    if mass.others > 0 { sum += mass.others * surprise(1 - click) }
    all += mass.all
  }
  return all > 0 ? sum / all : nil
}
