/// Shared embeddings, a tower for each scenario.
struct PlainSharedBottom: PlainModel {
  let shape: PlainShape

  func logits(_ numbers: Numbers, constants: Numbers, _ batch: Batch, training: Bool) -> [Double] {
    zip(shape.embeddings(numbers, batch), shape.scenarios(of: batch, numbers)).map { e, scenario in
      var x = e
      for layer in 0...shape.hidden.count {
        let (weight, bias) = (numbers["tower.\(layer).weight"]!, numbers["tower.\(layer).bias"]!)
        x = plainLinear(x, weight, bias, shape.widths[layer + 1], group: scenario)
        if layer < shape.hidden.count { x = plainReLU(x) }
      }
      return x[0]
    }
  }

  func states(after batch: Batch, _ numbers: Numbers) -> Numbers {
    ["scenarios.rows": shape.rowsSeen(after: batch, numbers)]
  }

  func parts(of name: String, _ batch: Batch, _ numbers: Numbers) -> [Bool]? {
    name == "embedding.table" ? shape.rowsUsed(batch) : shape.active(batch, numbers)
  }
}
