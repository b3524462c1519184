/// One point of a calibration plot: rows with similar predictions, and what came true for them.
public struct ReliabilityBin: Codable, Sendable, Equatable {
  /// Mean predicted probability of the bin's rows.
  public let meanPredicted: Double
  /// Share of the bin's rows that were clicked.
  public let observedRate: Double
  /// Rows, or the impressions that they stand for.
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

  /// A bin of rows that are clicked in part or stand for several impressions.
  init(sumPredicted: Double, _ mass: ClickMass) {
    precondition(mass.all > 0, "a bin has rows")
    meanPredicted = sumPredicted / mass.all
    observedRate = mass.clicks / mass.all
    rows = Int(mass.all.rounded())
    clicks = Int(mass.clicks.rounded())
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

extension ScoredRows {
  /// Bins of equal numbers of rows, or of impressions, in order of the prediction.
  func reliabilityBins(count: Int = 20) -> [ReliabilityBin] {
    areWhole
      ? Evaluation.reliabilityBins(probabilities: probabilities, labels: labels, count: count)
      : Evaluation.reliabilityBins(probabilities: probabilities, labels: labels, weights: weights, count: count)
  }
}

/// Bins of equal numbers of impressions in order of the prediction, of rows that are clicked in part or stand for several.
///
/// Of counts they are the bins of as many rows.
/// - Parameters:
///   - probabilities: n predicted click probabilities in 0...1.
///   - labels: of each of n rows the share that is clicked, 0...1.
///   - weights: how much each of them counts, from 0 on; nil where all count the same.
///   - count: bins wanted.
public func reliabilityBins(
  probabilities: [Float], labels: [Float], weights: [Float]?, count: Int = 20
) -> [ReliabilityBin] {
  precondition(probabilities.count == labels.count, "one label for each probability")
  let places = probabilities.indices.filter { !probabilities[$0].isNaN }
  var order = places.map { UInt64(max(probabilities[$0], 0).bitPattern) << 32 | UInt64($0) }
  order.sort()
  func mass(_ entry: UInt64) -> ClickMass {
    let row = Int(entry & 0xffff_ffff)
    return ClickMass(label: labels[row], weight: weights?[row] ?? 1)
  }
  let all = order.reduce(into: 0.0) { $0 += mass($1).all }
  let isWhole = weights.map { weights in places.allSatisfy { weights[$0] == weights[$0].rounded() } } ?? true

  var bins: [ReliabilityBin] = []
  var next = 0
  var before = 0.0
  for bin in 1...max(count, 1) {
    let part = all * Double(bin) / Double(max(count, 1))
    // Whole impressions are cut between two of them, as rows are.
    let end = isWhole ? part.rounded(.down) : part
    guard bin == count ? next < order.count : end > before else { continue }
    var predicted = 0.0
    var inside = ClickMass()
    while next < order.count,
      before + inside.all < end || bin == count || order[next] >> 32 == order[max(next, 1) - 1] >> 32
    {
      let own = mass(order[next])
      predicted += Double(Float(bitPattern: UInt32(order[next] >> 32))) * own.all
      inside += own
      next += 1
    }
    before += inside.all
    if inside.all > 0 { bins.append(ReliabilityBin(sumPredicted: predicted, inside)) }
  }
  return bins
}
