/// One tower for all rows.
struct PlainDNN: PlainModel {
  let shape: PlainShape

  func logits(_ numbers: Numbers, constants: Numbers, _ batch: Batch, training: Bool) -> [Double] {
    shape.embeddings(numbers, batch).map { e in
      var x = e
      for layer in 0...shape.hidden.count {
        let (weight, bias) = (numbers["tower.\(layer).weight"]!, numbers["tower.\(layer).bias"]!)
        x = plainLinear(x, weight, bias, shape.widths[layer + 1])
        if layer < shape.hidden.count { x = plainReLU(x) }
      }
      return x[0]
    }
  }

  func states(after batch: Batch, _ numbers: Numbers) -> Numbers { [:] }

  func parts(of name: String, _ batch: Batch, _ numbers: Numbers) -> [Bool]? {
    name == "embedding.table" ? shape.rowsUsed(batch) : nil
  }
}
