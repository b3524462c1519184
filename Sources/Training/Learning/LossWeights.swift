import ClickLog

/// How much each row counts in the loss: its weight by the mean of the training rows' weights.
///
/// So neither the unit of the weights nor how many rows there are changes the length of a step, and over a whole epoch the
/// mean loss is the weighted one.
struct LossWeights {
  private let scale: Float
  private var values: [Float] = []

  /// - Parameter mean: of the training rows' weights.
  init(mean: Double) { scale = Float(1 / mean) }

  /// Of a batch's rows; nil where all count the same.
  mutating func of(_ batch: Batch) -> [Float]? {
    guard !batch.rowWeights.isEmpty else { return nil }
    values.removeAll(keepingCapacity: true)
    for weight in batch.rowWeights { values.append(weight * scale) }
    return values
  }
}
