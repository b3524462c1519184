/// Logistic regression, and each pair of fields, statistics among them, by the dot product of their vectors.
struct PlainFactorisationMachine: PlainModel {
  let shape: PlainShape

  func logits(_ numbers: Numbers, constants: Numbers, _ batch: Batch, training: Bool) -> [Double] {
    zip(shape.linear(numbers, batch), shape.embeddings(numbers, batch)).map { $0 + pairs($1) }
  }

  /// Σ_{f<g} ⟨e_f, e_g⟩, pair by pair.
  private func pairs(_ e: [Double]) -> Double {
    let width = shape.dimension
    var sum = 0.0
    for f in 0..<e.count / width {
      for g in 0..<f { for d in 0..<width { sum += e[f * width + d] * e[g * width + d] } }
    }
    return sum
  }

  func states(after batch: Batch, _ numbers: Numbers) -> Numbers { [:] }

  func parts(of name: String, _ batch: Batch, _ numbers: Numbers) -> [Bool]? {
    name.hasSuffix(".table") ? shape.rowsUsed(batch) : nil
  }
}
