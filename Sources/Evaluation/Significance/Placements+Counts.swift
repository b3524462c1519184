extension Placements {
  /// The placements of n rows of clicks in impressions: those of as many clicks and non-clicks.
  ///
  /// - Parameters:
  ///   - scores: n scores on any monotone scale.
  ///   - labels: of each of n rows the share of its impressions that is clicked, 0...1.
  ///   - impressions: n numbers from 0 on.
  /// - Returns: nil when a class is missing, a score is not a number, or a row has no whole number of clicks in a whole
  ///   number of impressions: what the variance of such rows is, is not known.
  public init?(scores: [Float], labels: [Float], impressions: [Float]) {
    precondition(
      scores.count == labels.count && scores.count == impressions.count, "a label and a number for each score")
    let masses = scores.indices.map { ClickMass(label: labels[$0], weight: impressions[$0]) }
    let total = masses.reduce(into: ClickMass()) { $0 += $1 }
    // Of more than 2⁵³ a Double has no longer each.
    guard total.clicks > 0, total.others > 0, total.all < 0x1p53, !scores.contains(where: \.isNaN),
      masses.allSatisfy({ $0.clicks == $0.clicks.rounded() && $0.others == $0.others.rounded() })
    else { return nil }

    var wins = [UInt64](repeating: 0, count: scores.count)
    var losses = wins
    var order = scores.indices.map { UInt64(ClickRanking.orderedKey(scores[$0])) << 32 | UInt64($0) }
    order.sort()
    var start = 0
    var below = ClickMass()
    while start < order.count {
      let end = order[start...].firstIndex { $0 >> 32 != order[start] >> 32 } ?? order.count
      let rows = order[start..<end].map { Int($0 & 0xffff_ffff) }
      let level = rows.reduce(into: ClickMass()) { $0 += masses[$1] }
      for row in rows {
        wins[row] = UInt64(2 * below.others + level.others)
        losses[row] = UInt64(2 * (total.clicks - below.clicks - level.clicks) + level.clicks)
      }
      below += level
      start = end
    }
    let clicked = masses.indices.filter { masses[$0].clicks > 0 }
    let others = masses.indices.filter { masses[$0].others > 0 }
    self.init(
      clickWins: clicked.map { wins[$0] }, clicked.map { masses[$0].clicks }, otherLosses: others.map { losses[$0] },
      others.map { masses[$0].others })
  }

  /// Those of predictions, for the AUC in which rows count as often as they stand for impressions and no other weight; nil
  /// where that is not defined, as of labels that are probabilities.
  public init?(_ predictions: Predictions) {
    switch predictions.labelForm {
    case .binary: self.init(scores: predictions.probabilities, labels: predictions.labels)
    case .counts:
      let rows = ScoredRows(predictions)
      self.init(
        scores: rows.probabilities, labels: rows.labels,
        impressions: rows.weights ?? [Float](repeating: 1, count: rows.labels.count))
    case .probabilities: return nil
    }
  }
}
