import Tensors

/// STAR's auxiliary network: s = w · relu([v_m; e] W + b) + c, with an embedding v_m of the scenario.
public struct AuxiliaryNetwork: Sendable {
  /// Hidden units.
  public static let width = 32
  private let scenario: ScenarioEmbedding
  private let tower: Tower<DenseLayer>

  /// - Parameter inputs: the width of e.
  public init(scenarios: Int, inputs: Int, _ settings: NetworkSettings, in parameters: Parameters) {
    scenario = ScenarioEmbedding("auxiliary.scenario", scenarios: scenarios, settings, in: parameters)
    let shape = TowerShape(inputs: settings.embeddingDimension + inputs, hidden: [Self.width])
    tower = Tower("auxiliary", shape, dropout: 0, role: .other, in: parameters)
  }

  /// With the joined inputs, and a second gradient of the embeddings that others use, too.
  public var cost: Cost { scenario.cost + tower.cost + Cost(activations: .saturatingProduct([2, tower.inputs])) }

  /// - Parameters:
  ///   - e: [n, inputs].
  ///   - scenarios: each row's, in 0 ..< M.
  /// - Returns: [n, 1].
  public func callAsFunction(_ e: Value, _ scenarios: [Int32], on tape: Tape) -> Value {
    tower(tape.joined(scenario(scenarios, on: tape), e), on: tape)
  }
}
