import ClickLog

extension LogPart {
  /// The share of rows that are clicked; nil without rows.
  package var clickRate: Double? { rows > 0 ? Double(clicks) / Double(rows) : nil }

  /// The rate that a model starts from: as observed, but neither 0 nor 1, of which half a row is left.
  package var startingClickRate: Double {
    let least = 0.5 / (Double(rows) + 1)
    return min(max(clickRate ?? 0.5, least), 1 - least)
  }
}
