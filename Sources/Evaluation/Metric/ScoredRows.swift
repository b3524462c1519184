/// Rows that a metric judges together, all of them or one scenario's, in the log's order.
public struct ScoredRows: Sendable {
  /// n predicted click probabilities in 0...1.
  public let probabilities: [Float]
  /// n labels, 1 for a click and 0 for none.
  public let labels: [Float]
  private let predictions: Predictions
  /// Their places in `predictions`; nil for all.
  private let rows: ArraySlice<Int32>?

  /// All rows.
  public init(_ predictions: Predictions) {
    self.predictions = predictions
    rows = nil
    probabilities = predictions.probabilities
    labels = predictions.labels
  }

  /// The rows at these places.
  public init(_ predictions: Predictions, rows: ArraySlice<Int32>) {
    self.predictions = predictions
    self.rows = rows
    probabilities = rows.map { predictions.probabilities[Int($0)] }
    labels = rows.map { predictions.labels[Int($0)] }
  }

  /// n session numbers, negative for a row of no session; nil when the log has no sessions. Gathered when asked for.
  public var sessions: [Int32]? {
    guard let rows, let all = predictions.sessions else { return predictions.sessions }
    return rows.map { all[Int($0)] }
  }

  /// Rows with a click.
  public var clicks: Int { labels.reduce(0) { $1 > 0.5 ? $0 + 1 : $0 } }
}
