/// Scores of rows that are clicked in part or do not count the same, for the AUC of all of them or of some.
///
/// The areas have fixed bits: sums go through the rows by score, and those of one score in their own order.
struct WeightedRanking {
  private let scores: [Float]
  private let labels: [Float]
  private let weights: [Float]?
  /// Score and place of the rows in question, kept to be filled again.
  private var order: [UInt64] = []

  init(scores: [Float], labels: [Float], weights: [Float]?) {
    precondition(scores.count == labels.count, "one label for each score")
    precondition(weights.map { $0.count == scores.count } ?? true, "one weight for each score")
    (self.scores, self.labels, self.weights) = (scores, labels, weights)
  }

  /// The area under the curve of the rows at some places, and how much they count; nil where it is not defined.
  mutating func area(of places: some Sequence<Int32>) -> (value: Double, weight: Double)? {
    order.removeAll(keepingCapacity: true)
    for place in places {
      let score = scores[Int(place)]
      guard !score.isNaN else { return nil }
      order.append(UInt64(ClickRanking.orderedKey(score)) << 32 | UInt64(place))
    }
    order.sort()
    // As in `ClickRanking`, wins are doubled: whole numbers stay whole, and exact up to 2⁵³.
    var doubledWins = 0.0
    var below = ClickMass()
    var start = 0
    while start < order.count {
      var end = start
      var level = ClickMass()
      while end < order.count, order[end] >> 32 == order[start] >> 32 {
        let row = Int(order[end] & 0xffff_ffff)
        level += ClickMass(label: labels[row], weight: weights?[row] ?? 1)
        end += 1
      }
      doubledWins += level.clicks * (2 * below.others + level.others)
      below += level
      start = end
    }
    guard below.clicks > 0, below.others > 0 else { return nil }
    return (doubledWins / (2 * below.clicks * below.others), below.all)
  }
}
