/// Probabilities of rows with and without a click, counted in 2²⁰ equal bins: the AUC of any number of rows in 16 MB,
/// the rows of one bin counting as ties.
///
/// Evaluation's `auc(scores:labels:)` is exact and keeps 4 bytes of each row; the rows of a simulated log are never kept.
struct ProbabilityHistogram {
  /// One row.
  struct Entry: Sendable {
    fileprivate let bin: UInt32
    fileprivate let click: Bool

    init(_ probability: Double, _ click: Bool) {
      bin = UInt32(min(max(probability * Double(ProbabilityHistogram.bins), 0), Double(ProbabilityHistogram.bins - 1)))
      self.click = click
    }
  }

  private static let bins = 1 << 20
  private var clicks = [Int](repeating: 0, count: bins)
  private var others = [Int](repeating: 0, count: bins)

  mutating func add(_ rows: [Entry]) {
    for row in rows {
      if row.click { clicks[Int(row.bin)] += 1 } else { others[Int(row.bin)] += 1 }
    }
  }

  /// The area under the curve; nil where there is no click or nothing else.
  var areaUnderCurve: Double? {
    var (pairs, below, total) = (0.0, 0, 0)
    for bin in 0..<Self.bins {
      pairs += Double(clicks[bin]) * (Double(below) + Double(others[bin]) / 2)
      below += others[bin]
      total += clicks[bin]
    }
    return below > 0 && total > 0 ? pairs / (Double(below) * Double(total)) : nil
  }
}
