/// A weight for each value of each field, and for each of the running statistics.
struct PlainLogisticRegression: PlainModel {
  let shape: PlainShape

  func logits(_ numbers: Numbers, constants: Numbers, _ batch: Batch, training: Bool) -> [Double] {
    shape.linear(numbers, batch)
  }

  func learningRateFactor(of name: String) -> Double { name == "linear.table" ? 5 : 1 }

  func states(after batch: Batch, _ numbers: Numbers) -> Numbers { [:] }

  func parts(of name: String, _ batch: Batch, _ numbers: Numbers) -> [Bool]? {
    name == "linear.table" ? shape.rowsUsed(batch) : nil
  }
}

extension PlainShape {
  /// b + Σ_f w_f + Σ_j u_j s_j of each row.
  func linear(_ numbers: Numbers, _ batch: Batch) -> [Double] {
    let (weights, bias) = (numbers["linear.table"]!, numbers["linear.bias"]![0])
    return zip(batch.values, batch.numbers).map { fields, statistics in
      var z = bias
      for (ids, mean) in zip(fields, mean) where !ids.isEmpty {
        z += ids.reduce(0) { $0 + weights[$1] } / (mean ? Double(ids.count) : 1)
      }
      for (u, s) in zip(numbers["linear.statistics"] ?? [], statistics) { z += u * Double(s) }
      return z
    }
  }
}
