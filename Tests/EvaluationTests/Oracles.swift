// The definitions, written down as slowly and plainly as can be.

/// A small deterministic source of numbers, so that the tests lean on nothing but the library under test.
struct Numbers: RandomNumberGenerator {
  var state: UInt64
  mutating func next() -> UInt64 {
    state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
    return (state ^ (state >> 31)) &* 0x9e37_79b9_7f4a_7c15
  }
}

/// AUC by looking at every pair of a click and a non-click.
func naiveAUC(_ scores: [Float], _ labels: [Float]) -> Double? {
  var wins = 0.0
  var pairs = 0.0
  for click in scores.indices where labels[click] == 1 {
    for other in scores.indices where labels[other] == 0 {
      pairs += 1
      if scores[click] > scores[other] { wins += 1 } else if scores[click] == scores[other] { wins += 0.5 }
    }
  }
  return pairs > 0 ? wins / pairs : nil
}

/// GAUC by going through all rows once for each session.
func naiveGAUC(_ scores: [Float], _ labels: [Float], _ sessions: [Int32]) -> (value: Double?, used: Int, left: Int) {
  var sum = 0.0
  var impressions = 0.0
  var used = 0
  var left = 0
  for session in Set(sessions) where session >= 0 {
    let rows = sessions.indices.filter { sessions[$0] == session }
    guard let area = naiveAUC(rows.map { scores[$0] }, rows.map { labels[$0] }) else {
      left += 1
      continue
    }
    used += 1
    sum += Double(rows.count) * area
    impressions += Double(rows.count)
  }
  return (used > 0 ? sum / impressions : nil, used, left)
}

/// Rows with scores on a grid of `levels` values, so that many tie.
func randomRows(_ count: Int, levels: Int, clickRate: Double, seed: UInt64) -> (scores: [Float], labels: [Float]) {
  var numbers = Numbers(state: seed)
  let scores = (0..<count).map { _ in Float(Int.random(in: 0..<levels, using: &numbers)) / Float(levels) }
  let labels = (0..<count).map { _ in Double.random(in: 0..<1, using: &numbers) < clickRate ? Float(1) : 0 }
  return (scores, labels)
}
