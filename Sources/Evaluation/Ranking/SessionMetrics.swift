extension Metric {
  /// How well the first k rows of a session are chosen and ordered, averaged over the sessions with a click.
  public static func ndcg(at k: Int) -> Metric {
    Metric(
      key: "ndcgAt\(k)", title: "NDCG@\(k)",
      meaning: "gain of a session's first \(k) rows by score, discounted by place, over that of the best order; "
        + "mean over sessions with a click, ties averaged over",
      formula: "Σ_{i ≤ \(k)} yᵢ / log₂(i + 1), by its largest value", source: "Järvelin and Kekäläinen 2002",
      aim: .larger, scope: .overall, needsSessions: true,
      note: { $0 == nil ? noClick : "of a session’s clicks in its first \(k) rows, the sooner the better" },
      value: { rows in rows.sessionMean { $0.ndcg(at: k) }?.value })
  }

  /// Whether one of the first k rows of a session is clicked, averaged over the sessions with a click.
  public static func hitRate(at k: Int) -> Metric {
    Metric(
      key: "hitRateAt\(k)", title: "hit@\(k)",
      meaning: "share of the sessions with a click that have one in their first \(k) rows by score, ties averaged over",
      formula: "mean of max_{i ≤ \(k)} yᵢ", source: "Deshpande and Karypis 2004", aim: .larger, scope: .overall,
      needsSessions: true,
      note: { $0 == nil ? noClick : "of the sessions with a click have one in their first \(k) rows" },
      value: { rows in rows.sessionMean { $0.hit(at: k) }?.value })
  }

  /// One by the place of a session's first clicked row, averaged over the sessions with a click.
  public static let meanReciprocalRank = Metric(
    key: "mrr", title: "MRR",
    meaning:
      "one by the place of a session's first click by score; mean over sessions with a click, ties averaged over; "
      + "sessions without one are left out and counted",
    formula: "mean of 1 / (place of the first click)", source: "Voorhees 1999", aim: .larger, scope: .overall,
    needsSessions: true, counts: ["sessionsWithClick", "sessionsWithoutClick"],
    note: { found in
      guard found.value != nil else { return noClick }
      let (used, leftOut) = (Figures.count(found.counts[0]), Figures.count(found.counts[1]))
      return "in \(used) sessions with a click; \(leftOut) without left out"
    },
    measure: { rows in
      let mean = rows.sessionMean(\.reciprocalRank)
      return Measurement(mean?.value, counts: [mean?.sessions ?? 0, mean?.sessionsLeftOut ?? 0])
    })

  private static let noClick = "no session has a click"
}

extension Measured {
  /// How well the first ten rows of a session are chosen and ordered; undefined where no session has a click.
  public var ndcg: Value { values[.ndcg(at: 10)] }

  /// One by the place of a session's first click; undefined where no session has one.
  public var meanReciprocalRank: Value { values[.meanReciprocalRank] }

  /// The share of sessions with one of their clicks in the first ten rows; undefined where no session has a click.
  public var hitRate: Value { values[.hitRate(at: 10)] }
}
