import Foundation

/// The log loss of rows that are all promised the same: what a model has to be below to be worth anything.
///
/// - Parameters:
///   - rate: the probability that each row is promised, clamped as for `logLoss`.
///   - clicks: of the rows.
///   - rows: their number.
/// - Returns: the mean cross entropy, in nats; nil without rows.
public func constantLogLoss(of rate: Double, clicks: Int, rows: Int) -> Double? {
  guard rows > 0, rate.isFinite else { return nil }
  let p = min(max(rate, logLossFloor), 1 - logLossFloor)
  return -(Double(clicks) * log(p) + Double(rows - clicks) * log(1 - p)) / Double(rows)
}
