/// The standard error of an AUC over rows drawn anew (Hanley and McNeil 1982), for the bounds printed beside it.
///
/// It speaks of one AUC by itself. Two models judged on the same rows differ by less than their errors suggest, since
/// the rows' luck is common to both; telling those apart takes a paired test.
/// - Returns: the error; nil when a class is missing.
public func aucStandardError(auc: Double, clicks: Int, rows: Int) -> Double? {
  let positives = Double(clicks)
  let negatives = Double(rows - clicks)
  guard positives > 0, negatives > 0 else { return nil }
  let twoClicks = auc / (2 - auc)
  let twoOthers = 2 * auc * auc / (1 + auc)
  let variance =
    (auc * (1 - auc) + (positives - 1) * (twoClicks - auc * auc) + (negatives - 1) * (twoOthers - auc * auc))
    / (positives * negatives)
  return max(variance, 0).squareRoot()
}
