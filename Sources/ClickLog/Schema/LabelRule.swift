/// How a row's label is read of its columns: the share of the row that was clicked, mostly 0 or 1.
public enum LabelRule: Sendable, Hashable {
  /// 0 or 1, in any of the usual words: `1.0`, `true`, `yes`, −1 for no click.
  case truth
  /// A click where the value, a number, compares so with a limit, such as a rating of at least 4.
  case comparison(Comparison, Double)
  /// A click where the value is one of these; numbers are compared as numbers.
  case values([String])
  /// So many clicks in as many impressions as another column holds: a row stands for all of them.
  case clicks(of: String)
  /// A number from 0 to 1.
  case probability

  public enum Comparison: String, Sendable, CaseIterable {
    case atLeast = ">=", atMost = "<=", unequal = "!=", equal = "==", above = ">", below = "<"

    func holds(_ value: Double, _ limit: Double) -> Bool {
      switch self {
      case .atLeast: value >= limit
      case .atMost: value <= limit
      case .unequal: value != limit
      case .equal: value == limit
      case .above: value > limit
      case .below: value < limit
      }
    }
  }

  /// Whether labels are 0 or 1 only.
  var isBinary: Bool {
    switch self {
    case .truth, .comparison, .values: true
    case .clicks, .probability: false
    }
  }

  /// The column of the impressions, where the label counts clicks among them.
  var impressions: String? { if case .clicks(let column) = self { column } else { nil } }
}
