import Tensors

/// Whose each row is: the scenario that it came from or, for one that training never saw, the scenario that training saw
/// most of. Every model that looks at the scenario does so through this.
struct Scenarios: Sendable {
  /// M
  let count: Int
  /// Rows trained of each scenario, [M].
  private let rows: Parameter

  init(_ count: Int, in parameters: Parameters) {
    self.count = count
    rows = parameters.add("scenarios.rows", [count], .state, .constant(0))
  }

  /// - Parameter indices: each row's scenario; anything outside 0 ..< M is unseen.
  /// - Returns: each row's scenario, in 0 ..< M.
  func callAsFunction(_ indices: [Int32], on tape: Tape) -> [Int32] {
    let seen = tape.parameters[rows].row(0)
    let largest = Int32(seen.indices.max { (seen[$0], $1) < (seen[$1], $0) } ?? 0)
    let known = Int32(0)..<Int32(count)
    let own = indices.map { known.contains($0) ? $0 : largest }
    if tape.mode == .training {
      var total = seen
      for scenario in own { total[Int(scenario)] += 1 }
      tape.update(rows, to: Matrix(rows: 1, columns: count, elements: total))
    }
    return own
  }
}

/// A learned vector v_m for each scenario; as with features, a batch changes only those of its own scenarios.
struct ScenarioEmbedding: Sendable {
  private let table: Parameter

  init(_ name: String, scenarios: Int, _ settings: ModelSettings, in parameters: Parameters) {
    table = parameters.add(
      name, [scenarios, settings.embeddingDimension], .other, .normal(deviation: settings.embeddingDeviation))
  }

  /// - Parameter scenarios: each row's, in 0 ..< M.
  /// - Returns: [n, dimension].
  func callAsFunction(_ scenarios: [Int32], on tape: Tape) -> Value {
    tape.lookup(table, Bags(ids: scenarios, starts: (0...scenarios.count).map { Int32($0) }, pooling: [.sum]))
  }
}
