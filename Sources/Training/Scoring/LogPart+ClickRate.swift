import ClickLog

extension LogPart {
  /// The share of rows that are clicked, as a model starts from it: with half a click and half a row without one added, so
  /// that it is neither 0 nor 1.
  public var clickRate: Double { (Double(clicks) + 0.5) / (Double(rows) + 1) }
}
