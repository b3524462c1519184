/// Rows with similar predictions: the clicks that they are promised, and what came true.
struct PredictionBin {
  /// Σ p, each row counting as often as in `mass`.
  let predicted: Double
  let mass: ClickMass
}

/// Bins of equal numbers of rows that are clicked or not.
func predictionBins(probabilities: [Float], labels: [Float], count: Int) -> [PredictionBin] {
  precondition(probabilities.count == labels.count, "one label for each probability")
  // A probability's bits are ordered as it is and leave the top bit free: prediction and label share one sort key.
  var keys: [UInt32] = []
  keys.reserveCapacity(probabilities.count)
  for row in probabilities.indices where !probabilities[row].isNaN {
    keys.append(max(probabilities[row], 0).bitPattern << 1 | (labels[row] > 0.5 ? 1 : 0))
  }
  var scratch: [UInt32] = []
  radixSort(&keys, scratch: &scratch)

  var bins: [PredictionBin] = []
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
    let mass = ClickMass(clicks: Double(clicks), others: Double(end - start - clicks))
    bins.append(PredictionBin(predicted: predicted, mass: mass))
    start = end
  }
  return bins
}

/// Bins of equal numbers of impressions, of rows that are clicked in part or stand for several.
func predictionBins(
  probabilities: [Float], labels: [Float], weights: [Float]?, count: Int
) -> [PredictionBin] {
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

  var bins: [PredictionBin] = []
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
    if inside.all > 0 { bins.append(PredictionBin(predicted: predicted, mass: inside)) }
  }
  return bins
}
