import Tensors

/// Shared Bottom (Caruana 1997, as in section 3.1.2): shared embeddings, and a tower for each scenario,
/// ŷ = σ(tower_m(e)).
public struct SharedBottom: ScenarioModel {
  public static let name = "shared-bottom"
  public static let title = "Shared Bottom"
  public static let unseenScenario = "the tower of the scenario with most training rows"

  public static func towerFormula(_ size: TowerSize, _ settings: ModelSettings) -> TowerFormula? {
    TowerFormula(text: "P·M", parameters: size.p * size.m)
  }

  let embedding: Embedding
  let scenarios: Scenarios
  let layers: [GroupedLayer]
  let dropout: Double
  public let flopsPerRow: Flops

  public init(_ shape: ModelShape, _ settings: ModelSettings, in parameters: Parameters) {
    embedding = Embedding(shape, settings, in: parameters)
    scenarios = Scenarios(shape.scenarios, in: parameters)
    let tower = TowerShape(inputs: embedding.outputs, hidden: settings.hidden)
    layers = tower.layers.enumerated().map { index, layer in
      GroupedLayer(
        "tower.\(index)", groups: shape.scenarios, layer.inputs, layer.outputs, layer.activation, in: parameters)
    }
    dropout = settings.dropout
    flopsPerRow = Flops(weights: tower.weights)
  }

  public func callAsFunction(_ input: ModelInput, on tape: Tape) -> ModelOutput {
    let own = Partition(scenarios(input.scenarios, on: tape), count: scenarios.count)
    var x = tape.sorted(embedding(input.bags, on: tape), by: own)
    for (index, layer) in layers.enumerated() {
      x = layer(x, in: own.groups, on: tape)
      if index < layers.count - 1 { x = tape.dropout(x, rate: dropout, name: "tower.\(index)") }
    }
    return ModelOutput(logits: tape.unsorted(x, by: own))
  }
}

extension ModelKind {
  public static let sharedBottom = ModelKind(SharedBottom.self)
}
