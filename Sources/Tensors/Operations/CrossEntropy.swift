#if canImport(Darwin)
  import Darwin
#else
  import Glibc
#endif

extension Tape {
  /// Mean cross entropy of probabilities σ(z) against labels y (the paper's equation 8), from the logits z, so that no
  /// logit is too large: L = mean(max(z, 0) − z y + log(1 + exp(−|z|))). Backward: dz = (σ(z) − y) / n.
  ///
  /// With weights w it is Σ w ℓ / n, and dz = w (σ(z) − y) / n: not divided by the weights of these rows, of which the
  /// gradient of a batch would be a biased estimate.
  ///
  /// - Parameters:
  ///   - logits: [n, 1].
  ///   - labels: n numbers in [0, 1].
  ///   - weights: how much each row counts, n numbers from 0 on, 1 in the mean over all batches; nil for 1 each.
  /// - Returns: [1, 1]; 0 for no rows.
  public func crossEntropy(_ logits: Value, labels: [Float], weights: [Float]? = nil) -> Value {
    precondition(logits.columns == 1 && labels.count == logits.rows, "one logit per label")
    if let weights { return weightedCrossEntropy(logits, labels: labels, weights: weights) }
    let z = logits.matrix
    var sum = 0.0
    for (row, label) in labels.enumerated() {
      let z = z.base[row]
      sum += Double(max(z, 0) - z * label + log1p(exp(-abs(z))))
    }
    let scale = 1 / Float(max(labels.count, 1))
    // Divided first: the mean of logits that a Float holds is one too, their sum may not be.
    let loss = Matrix(rows: 1, columns: 1, elements: [Float(sum / Double(max(labels.count, 1)))])
    return record(loss, from: [logits]) { tape, gradient in
      let dz = tape.workspace.buffers.matrix(z.rows, 1)
      let factor = gradient.base[0] * scale
      for (row, label) in labels.enumerated() { dz.base[row] = (sigmoid(z.base[row]) - label) * factor }
      tape.accumulate(dz, into: logits)
    }
  }

  private func weightedCrossEntropy(_ logits: Value, labels: [Float], weights: [Float]) -> Value {
    precondition(weights.count == logits.rows, "one logit per weight")
    let z = logits.matrix
    var sum = 0.0
    for (row, label) in labels.enumerated() where weights[row] > 0 {
      let z = z.base[row]
      sum += Double(weights[row]) * Double(max(z, 0) - z * label + log1p(exp(-abs(z))))
    }
    let scale = 1 / Float(max(labels.count, 1))
    let loss = Matrix(rows: 1, columns: 1, elements: [Float(sum / Double(max(labels.count, 1)))])
    return record(loss, from: [logits]) { tape, gradient in
      let dz = tape.workspace.buffers.matrix(z.rows, 1)
      let factor = gradient.base[0] * scale
      for (row, label) in labels.enumerated() { dz.base[row] = (sigmoid(z.base[row]) - label) * weights[row] * factor }
      tape.accumulate(dz, into: logits)
    }
  }
}
