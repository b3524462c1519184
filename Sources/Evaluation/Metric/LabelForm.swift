/// What a log's labels say of a row, as `metrics.json` names it.
public enum LabelForm: String, Codable, Sendable {
  /// 1 for a click and 0 for none.
  case binary
  /// The share clicked of as many impressions as the row stands for.
  case counts
  /// The probability of a click.
  case probabilities
}
