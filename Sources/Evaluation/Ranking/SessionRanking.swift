import Foundation

/// A session's rows in order of score, the best first: what a list of recommendations would have shown.
///
/// Rows of equal score are in random order: each figure is its mean over all orders of theirs, exactly, so that none depends
/// on the order of the log and a model that cannot tell rows apart gains nothing.
public struct SessionRanking: Sendable, Equatable {
  /// Rows of one score.
  struct Level: Sendable, Equatable {
    var rows: Int
    var clicks: Int
  }

  /// The highest score first.
  let levels: [Level]
  /// Clicked rows of them all.
  public let clicks: Int

  init(_ levels: [Level]) {
    self.levels = levels
    clicks = levels.reduce(0) { $0 + $1.clicks }
  }

  /// The discounted cumulative gain of the first k rows by that of the best order:
  ///
  ///     DCG@k = Σ_{i ≤ k} yᵢ / log₂(i + 1),    NDCG@k = DCG@k / the largest DCG@k
  ///
  /// - Returns: 0...1; 0 without clicks.
  public func ndcg(at k: Int) -> Double {
    var (gain, above) = (0.0, 0)
    for level in levels {
      guard above < k else { break }
      // At each of its places, a row of the level is clicked with the same chance.
      let discounts = Self.discounts(above..<min(above + level.rows, k))
      gain += discounts * Double(level.clicks) / Double(level.rows)
      above += level.rows
    }
    let best = Self.discounts(0..<min(clicks, k))
    return best > 0 ? gain / best : 0
  }

  /// One by the place of the first clicked row, from 1: 0 without clicks.
  public var reciprocalRank: Double {
    var above = 0
    for level in levels {
      guard level.clicks > 0 else {
        above += level.rows
        continue
      }
      // The chance that none of the level's rows so far is clicked, and the place of the next.
      var (none, mean) = (1.0, 0.0)
      for place in 0...(level.rows - level.clicks) where none > 0 {
        let clicked = Double(level.clicks) / Double(level.rows - place)
        mean += none * clicked / Double(above + place + 1)
        none *= 1 - clicked
      }
      return mean
    }
    return 0
  }

  /// The chance that one of the first k rows is clicked: 0 or 1 but for ties.
  public func hit(at k: Int) -> Double {
    var above = 0
    for level in levels {
      guard above < k else { return 0 }
      guard level.clicks > 0 else {
        above += level.rows
        continue
      }
      let shown = min(k - above, level.rows)
      guard shown <= level.rows - level.clicks else { return 1 }
      let missed = (0..<shown).reduce(1.0) { $0 * (1 - Double(level.clicks) / Double(level.rows - $1)) }
      return 1 - missed
    }
    return 0
  }

  /// Σ 1 / log₂(i + 2) over places from 0.
  private static func discounts(_ places: Range<Int>) -> Double {
    places.reduce(0) { $0 + 1 / log2(Double($1) + 2) }
  }
}

/// The mean of a figure over the sessions that have a click.
public struct SessionMean: Sendable, Equatable {
  /// Nil where no session has a click.
  public let value: Double?
  /// Sessions with a click, which the mean is of.
  public let sessions: Int
  /// Sessions without one, which are left out: whatever their order, nothing in it is right.
  public let sessionsLeftOut: Int
}

extension ScoredRows {
  /// The mean of a figure over the sessions that have a click, each session counting the same, or as much as the weights of
  /// its rows. A row of counts is as many rows as it has impressions, all of its score. Rows of no session are left out.
  ///
  /// - Returns: nil for a log without sessions, where a score is not a number, and where clicks are not whole, as those of
  ///   probabilities.
  public func sessionMean(_ figure: (SessionRanking) -> Double) -> SessionMean? {
    guard let sessions, labelForm != .probabilities, !probabilities.contains(where: \.isNaN) else { return nil }
    let groups = RowGroups(sessions)
    var (sum, weight) = (0.0, 0.0)
    var (used, leftOut) = (0, 0)
    for (group, session) in groups.codes.enumerated() where session >= 0 {
      let rows = groups.rows(group)
      guard let ranking = ranking(of: rows) else { return nil }
      guard ranking.clicks > 0 else {
        leftOut += 1
        continue
      }
      let own = labelForm == .counts ? 1 : weights.map { all in rows.reduce(0) { $0 + Double(all[Int($1)]) } } ?? 1
      sum += own * figure(ranking)
      weight += own
      used += 1
    }
    return SessionMean(value: weight > 0 ? sum / weight : nil, sessions: used, sessionsLeftOut: leftOut)
  }

  /// Some rows in order of score; nil where they stand for parts of impressions.
  private func ranking(of places: ArraySlice<Int32>) -> SessionRanking? {
    let order = places.sorted { probabilities[Int($0)] > probabilities[Int($1)] }
    var levels: [SessionRanking.Level] = []
    var score = Float.nan
    for place in order {
      let row = Int(place)
      let mass = ClickMass(label: labels[row], weight: labelForm == .counts ? weights?[row] ?? 1 : 1)
      guard let clicks = Int(exactly: mass.clicks), let others = Int(exactly: mass.others) else { return nil }
      guard clicks + others > 0 else { continue }
      if probabilities[row] != score { levels.append(SessionRanking.Level(rows: 0, clicks: 0)) }
      score = probabilities[row]
      levels[levels.count - 1].rows += clicks + others
      levels[levels.count - 1].clicks += clicks
    }
    return SessionRanking(levels)
  }
}
