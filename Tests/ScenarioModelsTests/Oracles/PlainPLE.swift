/// Progressive layered extraction: at each level an expert for each scenario and shared ones, gates between them, and a
/// shared stream that goes on to the next level. Everything is computed for every row, and most of it dropped.
struct PlainPLE: PlainModel {
  let shape: PlainShape
  let levels: Int
  /// S
  let shared: Int

  func logits(_ numbers: Numbers, constants: Numbers, _ batch: Batch, training: Bool) -> [Double] {
    zip(shape.embeddings(numbers, batch), shape.scenarios(of: batch, numbers)).map { e, scenario in
      var own = Array(repeating: e, count: shape.scenarios)
      var common = e
      for level in 0..<levels {
        let ownExperts = own.enumerated().map { expert($1, numbers, "level.\(level).own", level, $0) }
        let sharedExperts = (0..<shared).map { expert(common, numbers, "level.\(level).shared", level, $0) }
        let (weight, bias) = (numbers["level.\(level).gate.weight"]!, numbers["level.\(level).gate.bias"]!)
        own = own.enumerated().map { i, x in
          let gate = plainSoftmax(plainLinear(x, weight, bias, 1 + shared, group: i))
          return plainMixture(gate, of: [ownExperts[i]] + sharedExperts)
        }
        if level < levels - 1 {
          let name = "level.\(level).sharedGate"
          let (weight, bias) = (numbers["\(name).weight"]!, numbers["\(name).bias"]!)
          let gate = plainSoftmax(plainLinear(common, weight, bias, shape.scenarios + shared))
          common = plainMixture(gate, of: ownExperts + sharedExperts)
        }
      }
      let x = own[scenario]
      return plainLinear(x, numbers["tower.shared.weight"]!, numbers["tower.shared.bias"]!, 1)[0]
        + plainLinear(x, numbers["tower.specific.weight"]!, numbers["tower.specific.bias"]!, 1, group: scenario)[0]
    }
  }

  private func expert(_ input: [Double], _ numbers: Numbers, _ name: String, _ level: Int, _ index: Int) -> [Double] {
    let first = shape.hidden.count * level / levels
    let end = shape.hidden.count * (level + 1) / levels
    return (first..<end).reduce(input) { x, layer in
      let (weight, bias) = (numbers["\(name).\(layer - first).weight"]!, numbers["\(name).\(layer - first).bias"]!)
      return plainReLU(plainLinear(x, weight, bias, shape.hidden[layer], group: index))
    }
  }

  func states(after batch: Batch, _ numbers: Numbers) -> Numbers {
    ["scenarios.rows": shape.rowsSeen(after: batch, numbers)]
  }

  /// At the last level only a row's own expert and gate count for it, and one level below its own gate.
  func parts(of name: String, _ batch: Batch, _ numbers: Numbers) -> [Bool]? {
    if name == "embedding.table" { return shape.rowsUsed(batch) }
    let isOwn =
      name.hasPrefix("tower.specific.") || name.hasPrefix("level.\(levels - 1).own.")
      || name.hasPrefix("level.\(levels - 1).gate.") || name.hasPrefix("level.\(levels - 2).gate.")
    return isOwn ? shape.active(batch, numbers) : nil
  }
}
