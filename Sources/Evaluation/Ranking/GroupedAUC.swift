extension Metric {
  /// The AUC within sessions, averaged by impressions.
  public static let gauc = Metric(
    key: "gauc", title: "GAUC",
    meaning: "AUC of each session weighted by its impressions; sessions of one class are left out and counted",
    formula: "Σ impressionsᵢ · AUCᵢ / Σ impressionsᵢ", source: "the paper, equation 9", aim: .larger,
    scope: [.overall, .seeds, .sweep], counts: ["gaucSessions", "gaucSessionsLeftOut"],
    note: { found in
      guard found.value != nil else { return "no session has both a click and a non-click" }
      let (used, leftOut) = (Figures.count(found.counts[0]), Figures.count(found.counts[1]))
      return "within \(used) sessions; \(leftOut) of one class left out"
    },
    measure: { rows in
      let grouped = rows.groupedAUC
      return Measurement(grouped?.value, counts: [grouped?.sessionsUsed ?? 0, grouped?.sessionsLeftOut ?? 0])
    })
}

extension Measured {
  /// The AUC within sessions (equation 9); undefined where no session has both classes.
  public var gauc: Value {
    get { values[.gauc] }
    set { values[.gauc] = newValue }
  }

  /// Sessions with both classes, which GAUC averages, and those of a single class, which it leaves out.
  public var gaucSessions: Int { values.counts["gaucSessions"] ?? 0 }
  public var gaucSessionsLeftOut: Int { values.counts["gaucSessionsLeftOut"] ?? 0 }
}

extension ScoredRows {
  /// The AUC within sessions; nil for a log without.
  public var groupedAUC: GroupedAUC? {
    sessions.map { sessions in
      areWhole
        ? Evaluation.groupedAUC(scores: probabilities, labels: labels, sessions: sessions)
        : Evaluation.groupedAUC(scores: probabilities, labels: labels, weights: weights, sessions: sessions)
    }
  }
}

/// GAUC: the AUC within sessions, averaged by impressions (equation 9).
///
///     GAUC = Σᵢ impressionsᵢ · AUCᵢ / Σᵢ impressionsᵢ
///
/// The sums run over the sessions that have both a click and a non-click. A session of one class has no AUC; it is left
/// out of both sums and counted here, as a reader must know how much of the data the figure speaks for.
public struct GroupedAUC: Sendable, Equatable {
  /// The average, or nil when no session has both classes.
  public let value: Double?
  /// Sessions with both classes.
  public let sessionsUsed: Int
  /// Sessions of a single class.
  public let sessionsLeftOut: Int
  /// Rows of the sessions used, or what they count, rounded: the denominator.
  public let impressionsUsed: Int
  /// Rows of the sessions left out, and rows that belong to no session, or what they count.
  public let impressionsLeftOut: Int
}

/// The AUC within each session, averaged by impressions (equation 9).
/// - Parameters:
///   - scores: n scores on any monotone scale.
///   - labels: n labels, 1 for a click and 0 for none.
///   - sessions: n session numbers. Rows of one session need not be together. A negative number means that the row
///     belongs to no session; such rows are left out instead of making one giant session of strangers.
public func groupedAUC(scores: [Float], labels: [Float], sessions: [Int32]) -> GroupedAUC {
  precondition(scores.count == labels.count && scores.count == sessions.count, "one label and session for each score")
  let groups = RowGroups(sessions)
  var ranking = ClickRanking()
  var weighted = 0.0
  var used = 0
  var leftOut = 0
  var impressions = 0
  for (group, session) in groups.codes.enumerated() where session >= 0 {
    let rows = groups.rows(group)
    ranking.removeAll()
    for row in rows { ranking.add(score: scores[Int(row)], label: labels[Int(row)]) }
    guard let area = ranking.areaUnderCurve() else {
      leftOut += 1
      continue
    }
    used += 1
    impressions += rows.count
    weighted += Double(rows.count) * area
  }
  return GroupedAUC(
    value: used > 0 ? weighted / Double(impressions) : nil, sessionsUsed: used, sessionsLeftOut: leftOut,
    impressionsUsed: impressions, impressionsLeftOut: scores.count - impressions)
}

/// The AUC within each session, averaged by what the rows count (equation 9, its impressions weighted).
/// - Parameters:
///   - scores: n scores on any monotone scale.
///   - labels: of each of n rows the share that is clicked, 0...1.
///   - weights: how much each of them counts, from 0 on; nil where all count the same.
///   - sessions: n session numbers, as for rows that count once.
public func groupedAUC(scores: [Float], labels: [Float], weights: [Float]?, sessions: [Int32]) -> GroupedAUC {
  precondition(scores.count == sessions.count, "one session for each score")
  let groups = RowGroups(sessions)
  var ranking = WeightedRanking(scores: scores, labels: labels, weights: weights)
  var sum = 0.0
  var used = 0
  var leftOut = 0
  var impressions = 0.0
  for (group, session) in groups.codes.enumerated() where session >= 0 {
    guard let area = ranking.area(of: groups.rows(group)) else {
      leftOut += 1
      continue
    }
    used += 1
    impressions += area.weight
    sum += area.weight * area.value
  }
  let all = weights?.reduce(0) { $0 + Double($1) } ?? Double(scores.count)
  return GroupedAUC(
    value: used > 0 ? sum / impressions : nil, sessionsUsed: used, sessionsLeftOut: leftOut,
    impressionsUsed: Int(impressions.rounded()), impressionsLeftOut: Int(max(all - impressions, 0).rounded()))
}
