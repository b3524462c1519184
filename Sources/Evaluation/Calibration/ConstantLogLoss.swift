import Foundation

/// The log loss of rows that are all promised the same: what a model has to be below to be worth anything.
///
/// - Parameters:
///   - rate: the probability that each row is promised, clamped as for `logLoss`.
///   - clicks: of the rows.
///   - rows: their number, or the impressions that they stand for, or what they count.
/// - Returns: the mean cross entropy, in nats; nil without rows.
public func constantLogLoss(of rate: Double, clicks: Double, rows: Double) -> Double? {
  guard rows > 0, rate.isFinite else { return nil }
  let p = min(max(rate, logLossFloor), 1 - logLossFloor)
  return -(clicks * log(p) + (rows - clicks) * log(1 - p)) / rows
}
