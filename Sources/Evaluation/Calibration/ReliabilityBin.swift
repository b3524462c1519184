/// One point of a calibration plot: rows with similar predictions, and what came true for them.
public struct ReliabilityBin: Codable, Sendable, Equatable {
  /// Mean predicted probability of the bin's rows.
  public let meanPredicted: Double
  /// Share of the bin's rows that were clicked.
  public let observedRate: Double
  public let rows: Int
  public let clicks: Int

  /// A bin of `rows` rows (at least one) whose predictions sum to `sumPredicted`.
  public init(sumPredicted: Double, clicks: Int, rows: Int) {
    precondition(rows > 0, "a bin has rows")
    meanPredicted = sumPredicted / Double(rows)
    observedRate = Double(clicks) / Double(rows)
    self.rows = rows
    self.clicks = clicks
  }
}

/// Bins of equal numbers of rows in order of the prediction, for a calibration plot.
///
/// Rows of the same prediction stay in one bin, so that the bins do not depend on the rows' order; a model that predicts
/// few distinct values yields fewer, larger bins.
/// - Parameters:
///   - probabilities: n predicted click probabilities in 0...1.
///   - labels: n labels, 1 for a click and 0 for none.
///   - count: bins wanted.
public func reliabilityBins(probabilities: [Float], labels: [Float], count: Int = 20) -> [ReliabilityBin] {
  precondition(probabilities.count == labels.count, "one label for each probability")
  // A probability's bits are ordered as it is and leave the top bit free: prediction and label share one sort key.
  var keys: [UInt32] = []
  keys.reserveCapacity(probabilities.count)
  for row in probabilities.indices where !probabilities[row].isNaN {
    keys.append(max(probabilities[row], 0).bitPattern << 1 | (labels[row] > 0.5 ? 1 : 0))
  }
  var scratch: [UInt32] = []
  radixSort(&keys, scratch: &scratch)

  var bins: [ReliabilityBin] = []
  var start = 0
  for bin in 1...max(count, 1) {
    var end = keys.count * bin / max(count, 1)
    guard end > start else { continue }
    while end < keys.count, keys[end] >> 1 == keys[end - 1] >> 1 { end += 1 }
    var predicted = 0.0
    var clicks = 0
    for key in keys[start..<end] {
      predicted += Double(Float(bitPattern: key >> 1))
      clicks += Int(key & 1)
    }
    bins.append(ReliabilityBin(sumPredicted: predicted, clicks: clicks, rows: end - start))
    start = end
  }
  return bins
}
