/// Star topology: towers W_shared ⊗ W_scenario on embeddings normalised by the scenario's own moments, and an auxiliary
/// network that looks at the scenario.
struct PlainSTAR: PlainModel {
  let shape: PlainShape
  let normalises: Bool
  let hasAuxiliary: Bool

  /// Scenarios with fewer rows in a batch are normalised by the kept moments in training too.
  static let enough = 16

  func logits(_ numbers: Numbers, constants: Numbers, _ batch: Batch, training: Bool) -> [Double] {
    let scenarios = shape.scenarios(of: batch, numbers)
    let e = shape.embeddings(numbers, batch)
    let z = normalises ? normalised(e, scenarios, numbers, constants, batch, training: training) : e
    return batch.values.indices.map { row in
      let tower = plainGroupTower(z[row], numbers, shape, group: scenarios[row])
      return hasAuxiliary ? tower + auxiliary(e[row], numbers, scenarios[row]) : tower
    }
  }

  private func auxiliary(_ e: [Double], _ numbers: Numbers, _ scenario: Int) -> Double {
    let own = numbers["auxiliary.scenario"]![scenario * shape.dimension..<(scenario + 1) * shape.dimension]
    let hidden = plainLinear(own + e, numbers["auxiliary.0.weight"]!, numbers["auxiliary.0.bias"]!, 32)
    return plainLinear(plainReLU(hidden), numbers["auxiliary.1.weight"]!, numbers["auxiliary.1.bias"]!, 1)[0]
  }

  private func normalised(
    _ e: [[Double]], _ scenarios: [Int], _ numbers: Numbers, _ constants: Numbers, _ batch: Batch, training: Bool
  ) -> [[Double]] {
    let inputs = shape.inputs
    let kept = training ? moments(after: batch, constants) : constants
    let (scale, ownScale) = (
      numbers["normalisation.scale.shared"]!, numbers["normalisation.scale.specific"]!
    )
    let (shift, ownShift) = (
      numbers["normalisation.shift.shared"]!, numbers["normalisation.shift.specific"]!
    )
    var z = e
    for scenario in Set(scenarios) {
      let rows = scenarios.indices.filter { scenarios[$0] == scenario }
      for i in 0..<inputs {
        let own = scenario * inputs + i
        var (mean, variance) = (kept["normalisation.mean"]![own], kept["normalisation.variance"]![own])
        if training && rows.count >= Self.enough { (mean, variance) = Self.moments(of: rows.map { e[$0][i] }) }
        for row in rows {
          let unit = (e[row][i] - mean) / (variance + 1e-5).squareRoot()
          z[row][i] = unit * scale[i] * ownScale[own] + shift[i] + ownShift[own]
        }
      }
    }
    return z
  }

  private static func moments(of x: [Double]) -> (mean: Double, variance: Double) {
    let mean = x.reduce(0, +) / Double(x.count)
    return (mean, x.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / Double(x.count))
  }

  /// Mean and variance of each scenario and input, over the rows seen; 8192 of those before count at most.
  private func moments(after batch: Batch, _ numbers: Numbers) -> Numbers {
    let inputs = shape.inputs
    let scenarios = shape.scenarios(of: batch, numbers)
    let e = shape.embeddings(numbers, batch)
    var (means, variances) = (numbers["normalisation.mean"]!, numbers["normalisation.variance"]!)
    var seen = numbers["normalisation.rows"]!
    for scenario in Set(scenarios) {
      let rows = scenarios.indices.filter { scenarios[$0] == scenario }
      let n = Double(rows.count)
      let w = n / (min(seen[scenario], 8192) + n)
      for i in 0..<inputs {
        let own = scenario * inputs + i
        let (mean, variance) = Self.moments(of: rows.map { e[$0][i] })
        let distance = means[own] - mean
        means[own] = (1 - w) * means[own] + w * mean
        variances[own] = (1 - w) * variances[own] + w * variance + w * (1 - w) * distance * distance
      }
      seen[scenario] += n
    }
    return ["normalisation.mean": means, "normalisation.variance": variances, "normalisation.rows": seen]
  }

  func states(after batch: Batch, _ numbers: Numbers) -> Numbers {
    var states = normalises ? moments(after: batch, numbers) : [:]
    states["scenarios.rows"] = shape.rowsSeen(after: batch, numbers)
    return states
  }

  func parts(of name: String, _ batch: Batch, _ numbers: Numbers) -> [Bool]? {
    if name == "embedding.table" { return shape.rowsUsed(batch) }
    let isOwn = name.contains(".specific") || name == "auxiliary.scenario"
    return isOwn ? shape.active(batch, numbers) : nil
  }
}
