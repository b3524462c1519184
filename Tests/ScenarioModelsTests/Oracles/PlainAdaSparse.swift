import Foundation

/// One tower; before each layer a pruner weighs its inputs by scenario and input.
struct PlainAdaSparse: PlainModel {
  enum Form: String { case binarisation, scaling, fusion }

  let shape: PlainShape
  let form: Form

  private let epsilon = 0.25
  private let beta = 2.0

  /// A pass: σ(α v) of each layer and row, and the logits.
  private struct Pass {
    var u: [[[Double]]] = []
    var logits: [Double] = []
  }

  func logits(_ numbers: Numbers, constants: Numbers, _ batch: Batch, training: Bool) -> [Double] {
    pass(numbers, hard: pass(constants, hard: nil, batch), batch).logits
  }

  /// - Parameter hard: the pass whose hard parts count, those of the pass itself for nil.
  private func pass(_ numbers: Numbers, hard: Pass?, _ batch: Batch) -> Pass {
    let scenarios = shape.scenarios(of: batch, numbers)
    let own = numbers["pruner.scenario"]!
    let alpha = min(5, 1 + numbers["pruner.steps"]![0] / 500)
    var pass = Pass()
    var x = shape.embeddings(numbers, batch)
    for layer in 0...shape.hidden.count {
      let width = shape.widths[layer]
      let v = zip(x, scenarios).map { h, scenario in
        let vector = own[scenario * shape.dimension..<(scenario + 1) * shape.dimension]
        return plainLinear(vector + h, numbers["pruner.\(layer).weight"]!, numbers["pruner.\(layer).bias"]!, width)
      }
      let u = v.map { $0.map { plainSigmoid(alpha * $0) } }
      pass.u.append(u)
      let still = hard?.u[layer] ?? u
      x = x.indices.map { row in
        let weighed = x[row].indices.map { i in
          let (u, still) = (u[row][i], still[row][i])
          let gate =
            switch form {
            // Straight through: the value is the step's, the slope is that of u.
            case .binarisation: (still >= epsilon ? 1 : 0) + (u - still)
            case .scaling: beta * plainSigmoid(v[row][i])
            case .fusion: beta * still >= epsilon ? beta * u : 0
            }
          return x[row][i] * gate
        }
        let outputs = shape.widths[layer + 1]
        let z = plainLinear(weighed, numbers["tower.\(layer).weight"]!, numbers["tower.\(layer).bias"]!, outputs)
        return layer < shape.hidden.count ? plainReLU(z) : z
      }
    }
    pass.logits = x.map { $0[0] }
    return pass
  }

  private func isPruned(_ u: Double) -> Bool {
    switch form {
    case .binarisation: u < epsilon
    case .scaling: false
    case .fusion: beta * u < epsilon
    }
  }

  /// The share of gates that are zero, layer by layer.
  func sparsity(_ numbers: Numbers, _ batch: Batch) -> [Double] {
    pass(numbers, hard: nil, batch).u.map { layer in
      let gates = layer.flatMap { $0 }
      return Double(gates.filter(isPruned).count) / Double(gates.count)
    }
  }

  func penalty(_ numbers: Numbers, constants: Numbers, _ batch: Batch) -> Double {
    guard form != .scaling, !batch.values.isEmpty else { return 0 }
    let lambda = min(1, 0.01 * (1 + numbers["pruner.steps"]![0] / 100))
    let hard = pass(constants, hard: nil, batch)
    let soft = pass(numbers, hard: hard, batch)
    let terms = zip(hard.u, soft.u).map { still, moving in
      let gates = zip(still.joined(), moving.joined())
      let count = Double(still.joined().count)
      let share = Double(still.joined().filter(isPruned).count) / count
      guard share < 0.15 || share > 0.35 else { return 0.0 }
      // Straight through as well: the share falls as much as the mean of u rises.
      let slope = gates.reduce(0) { $0 - ($1.1 - $1.0) } / count
      return lambda * pow(share + slope - 0.25, 2)
    }
    return terms.reduce(0, +) / Double(terms.count)
  }

  func states(after batch: Batch, _ numbers: Numbers) -> Numbers {
    [
      "scenarios.rows": shape.rowsSeen(after: batch, numbers), "pruner.steps": [numbers["pruner.steps"]![0] + 1],
    ]
  }

  func parts(of name: String, _ batch: Batch, _ numbers: Numbers) -> [Bool]? {
    if name == "embedding.table" { return shape.rowsUsed(batch) }
    return name == "pruner.scenario" ? shape.active(batch, numbers) : nil
  }
}
