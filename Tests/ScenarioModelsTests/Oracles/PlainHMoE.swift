import Foundation

/// Experts that all rows pass through, a gate and a score for each scenario, and each scenario's mixture of all scores.
struct PlainHMoE: PlainModel {
  let shape: PlainShape
  let experts: Int

  func logits(_ numbers: Numbers, constants: Numbers, _ batch: Batch, training: Bool) -> [Double] {
    let scenarios = shape.scenarios(of: batch, numbers)
    let embeddings = shape.embeddings(numbers, batch)
    let others = shape.embeddings(constants, batch)
    return batch.values.indices.map { row in
      let (e, own) = (embeddings[row], scenarios[row])
      let (labelWeight, labelBias) = (numbers["label.weight"]!, numbers["label.bias"]!)
      let a = plainSoftmax(plainLinear(e, labelWeight, labelBias, shape.scenarios, group: own))
      // Task-constrained back-propagation: to a row, the scores of the other scenarios are constants.
      var scores = scores(others[row], constants)
      scores[own] = self.scores(e, numbers)[own]
      let p = zip(a, scores).reduce(0) { $0 + $1.0 / (1 + exp(-$1.1)) }
      return log(p / (1 - p))
    }
  }

  /// s_j of a row, for every scenario j.
  private func scores(_ e: [Double], _ numbers: Numbers) -> [Double] {
    let outputs = (0..<experts).map { expert in
      shape.hidden.indices.reduce(e) { x, layer in
        let (weight, bias) = (numbers["expert.\(layer).weight"]!, numbers["expert.\(layer).bias"]!)
        return plainReLU(plainLinear(x, weight, bias, shape.hidden[layer], group: expert))
      }
    }
    let gates = plainLinear(e, numbers["gate.weight"]!, numbers["gate.bias"]!, shape.scenarios * experts)
    return (0..<shape.scenarios).map { j in
      let gate = plainSoftmax(Array(gates[j * experts..<(j + 1) * experts]))
      let x = plainMixture(gate, of: outputs)
      return plainLinear(x, numbers["tower.weight"]!, numbers["tower.bias"]!, 1, group: j)[0]
    }
  }

  func states(after batch: Batch, _ numbers: Numbers) -> Numbers {
    ["scenarios.rows": shape.rowsSeen(after: batch, numbers)]
  }

  func parts(of name: String, _ batch: Batch, _ numbers: Numbers) -> [Bool]? {
    if name == "embedding.table" { return shape.rowsUsed(batch) }
    return name.hasPrefix("label.") ? shape.active(batch, numbers) : nil
  }
}
