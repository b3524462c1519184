/// Rows that a metric judges together, all of them or one scenario's, in the log's order.
public struct ScoredRows: Sendable {
  /// n predicted click probabilities in 0...1.
  public let probabilities: [Float]
  /// n labels, 1 for a click and 0 for none; of counts and probabilities the share that is clicked, 0...1.
  public let labels: [Float]
  /// How much each of them counts; nil where all count the same.
  public let weights: [Float]?
  /// Whether each row is a click or none and counts once, so that pairs are counted in whole numbers.
  public let areWhole: Bool
  public var labelForm: LabelForm { predictions.labelForm }
  private let predictions: Predictions
  /// Their places in `predictions`; nil for all.
  private let rows: ArraySlice<Int32>?

  /// All rows, or those at some places.
  ///
  /// - Parameters:
  ///   - rows: the places; nil for all.
  ///   - weighted: whether each counts by its weight. Rows whose labels are counts always do.
  public init(_ predictions: Predictions, rows: ArraySlice<Int32>? = nil, weighted: Bool = false) {
    self.predictions = predictions
    self.rows = rows
    func pick(_ all: [Float]) -> [Float] { rows.map { $0.map { all[Int($0)] } } ?? all }
    probabilities = pick(predictions.probabilities)
    labels = pick(predictions.labels)
    weights = weighted || predictions.labelForm == .counts ? predictions.weights.map(pick) : nil
    areWhole = weights == nil && predictions.labelForm == .binary
  }

  /// n logits of the probabilities; nil where they are not known. Gathered when asked for.
  public var logits: [Float]? {
    guard let rows, let all = predictions.logits else { return predictions.logits }
    return rows.map { all[Int($0)] }
  }

  /// n session numbers, negative for a row of no session; nil when the log has no sessions. Gathered when asked for.
  public var sessions: [Int32]? {
    guard let rows, let all = predictions.sessions else { return predictions.sessions }
    return rows.map { all[Int($0)] }
  }

  /// How much of them is clicked, and how much is not.
  var mass: ClickMass {
    guard !areWhole else {
      let clicks = labels.reduce(0) { $1 > 0.5 ? $0 + 1 : $0 }
      return ClickMass(clicks: Double(clicks), others: Double(labels.count - clicks))
    }
    var mass = ClickMass()
    for row in labels.indices { mass += ClickMass(label: labels[row], weight: weights?[row] ?? 1) }
    return mass
  }
}
