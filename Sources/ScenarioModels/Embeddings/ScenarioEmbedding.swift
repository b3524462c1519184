import Tensors

/// A learned vector v_m for each scenario; as with features, a batch changes only those of its own scenarios.
public struct ScenarioEmbedding: Sendable {
  private let table: Parameter

  /// Adds a tensor of this name.
  public init(_ name: String, scenarios: Int, _ settings: NetworkSettings, in parameters: Parameters) {
    table = parameters.grouped(by: GroupAxis(.scenarios, scenarios, start: .largest)) {
      parameters.add(
        name, [scenarios, settings.embeddingDimension], .other, .normal(deviation: settings.embeddingDeviation),
        isGrouped: true)
    }
  }

  /// Width of its result.
  public var outputs: Int { table.shape[1] }
  public var cost: Cost { Cost(activations: outputs) }

  /// - Parameter scenarios: each row's, in 0 ..< M.
  /// - Returns: [n, dimension].
  public func callAsFunction(_ scenarios: [Int32], on tape: Tape) -> Value {
    tape.lookup(table, Bags(ids: scenarios, starts: (0...scenarios.count).map { Int32($0) }, pooling: [.sum]))
  }
}
