import Settings
import Tensors

/// Star topology adaptive recommender (Sheng et al., CIKM 2021): each scenario's network is the shared one times its own,
/// W_m = W_shared ⊗ W_own,m and b_m = b_shared + b_own,m, on inputs normalised by scenario; an auxiliary network that
/// sees the scenario adds its score.
public struct STAR: ScenarioModel {
  public static let name = "star"
  public static let title = "STAR"
  public static let unseenScenario = "network, moments and vector of the scenario with most training rows"

  public struct Settings: SettingGroup {
    public var partitionedNormalisation = true
    public var auxiliaryNetwork = true

    public init() {}

    public static var declared: [Setting<Settings>] {
      [
        Setting(
          "partitionedNormalisation", \.partitionedNormalisation,
          help: "STAR's normalisation of its inputs by scenario."),
        Setting(
          "auxiliaryNetwork", \.auxiliaryNetwork,
          help: "STAR's auxiliary network, which sees the scenario and adds its score."),
      ]
    }
  }

  public static func towerFormula(_ size: TowerSize, _ settings: ModelSettings) -> TowerFormula? {
    TowerFormula(text: "P·(M+1)", parameters: size.p * (size.m + 1))
  }

  let embedding: Embedding
  let scenarios: Scenarios
  let normalisation: PartitionedNormalisation?
  let tower: Tower<any PartlySharedLayer>
  let auxiliary: AuxiliaryNetwork?

  public init(_ shape: ModelShape, _ settings: ModelSettings, in parameters: Parameters) {
    let (m, own) = (shape.scenarios, settings[STAR.self])
    embedding = Embedding(shape, settings.network, in: parameters)
    scenarios = Scenarios(m, in: parameters)
    let inputs = embedding.outputs
    normalisation =
      own.partitionedNormalisation
      ? parameters.grouped(by: GroupAxis(.scenarios, m, start: .largest)) {
        PartitionedNormalisation(
          groups: m, columns: inputs, scale: Float(settings.embeddingDeviation), in: parameters)
      } : nil
    let layers = TowerShape(inputs: inputs, hidden: settings.hidden, outputBias: shape.outputBias)
    tower = parameters.grouped(by: GroupAxis(.scenarios, m, start: .initial)) {
      Tower("tower", groups: m, of: StarLayer.self, layers, dropout: settings.dropout, in: parameters)
    }
    auxiliary =
      own.auxiliaryNetwork
      ? AuxiliaryNetwork(scenarios: m, inputs: inputs, settings.network, in: parameters) : nil
  }

  public var cost: Cost {
    embedding.cost + (normalisation?.cost ?? .none) + tower.cost + (auxiliary?.cost ?? .none)
  }

  public func callAsFunction(_ input: ModelInput, on tape: Tape) -> ModelOutput {
    let scenario = scenarios(input.scenarios, on: tape)
    let own = Partition(scenario, count: scenarios.count)
    let e = embedding(input, on: tape)
    var x = tape.sorted(e, by: own)
    if let normalisation { x = normalisation(x, in: own.groups, on: tape) }
    let z = tape.unsorted(tower(x, in: own.groups, on: tape), by: own)
    guard let auxiliary else { return ModelOutput(logits: z) }
    return ModelOutput(logits: tape.add(z, auxiliary(e, scenario, on: tape)))
  }
}

extension ModelKind {
  public static let star = ModelKind(STAR.self)
}
