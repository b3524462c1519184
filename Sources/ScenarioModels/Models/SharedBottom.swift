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
  let tower: Tower<GroupedLayer>

  public init(_ shape: ModelShape, _ settings: ModelSettings, in parameters: Parameters) {
    embedding = Embedding(shape, settings.network, in: parameters)
    scenarios = Scenarios(shape.scenarios, in: parameters)
    let layers = TowerShape(inputs: embedding.outputs, hidden: settings.hidden, outputBias: shape.outputBias)
    tower = parameters.grouped(by: GroupAxis(.scenarios, shape.scenarios, start: .largest)) {
      Tower("tower", groups: shape.scenarios, layers, dropout: settings.dropout, in: parameters)
    }
  }

  public var cost: Cost { embedding.cost + tower.cost }

  public func callAsFunction(_ input: ModelInput, on tape: Tape) -> ModelOutput {
    let own = scenarios.partition(input.scenarios, on: tape)
    let e = tape.sorted(embedding(input, on: tape), by: own)
    let z = tower(e, in: own.groups, on: tape)
    return ModelOutput(logits: tape.unsorted(z, by: own))
  }
}

extension ModelKind {
  public static let sharedBottom = ModelKind(SharedBottom.self)
}
