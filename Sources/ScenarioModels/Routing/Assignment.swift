import Settings

/// How a row meets its clusters.
public enum Assignment: String, SettingChoice {
  /// Through the network of its nearest cluster, as in the paper.
  case hard
  /// Through those of its two nearest clusters, whose logits are mixed in proportion to its coefficients: at the border
  /// between two clusters nothing jumps.
  case topTwo = "top-two"

  /// How many of so many clusters a row visits.
  public func visits(of clusters: Int) -> Int { self == .topTwo && clusters > 1 ? 2 : 1 }
}
