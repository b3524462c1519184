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
  let layers: [StarLayer]
  let auxiliary: AuxiliaryNetwork?
  let dropout: Double
  public let flopsPerRow: Flops

  public init(_ shape: ModelShape, _ settings: ModelSettings, in parameters: Parameters) {
    embedding = Embedding(shape, settings, in: parameters)
    scenarios = Scenarios(shape.scenarios, in: parameters)
    let inputs = embedding.outputs
    normalisation =
      settings[STAR.self].partitionedNormalisation
      ? PartitionedNormalisation(
        groups: shape.scenarios, columns: inputs, scale: Float(settings.embeddingDeviation), in: parameters) : nil
    let tower = TowerShape(inputs: inputs, hidden: settings.hidden)
    layers = tower.layers.enumerated().map { index, layer in
      StarLayer(
        "tower.\(index)", groups: shape.scenarios, layer.inputs, layer.outputs, layer.activation, in: parameters)
    }
    auxiliary =
      settings[STAR.self].auxiliaryNetwork
      ? AuxiliaryNetwork(scenarios: shape.scenarios, inputs: inputs, settings, in: parameters) : nil
    dropout = settings.dropout
    flopsPerRow = Flops(weights: tower.weights + (auxiliary?.weights ?? 0))
  }

  public func callAsFunction(_ input: ModelInput, on tape: Tape) -> ModelOutput {
    let scenario = scenarios(input.scenarios, on: tape)
    let own = Partition(scenario, count: scenarios.count)
    let e = embedding(input.bags, on: tape)
    var x = tape.sorted(e, by: own)
    if let normalisation { x = normalisation(x, in: own.groups, on: tape) }
    for (index, layer) in layers.enumerated() {
      x = layer(x, in: own.groups, on: tape)
      if index < layers.count - 1 { x = tape.dropout(x, rate: dropout, name: "tower.\(index)") }
    }
    let z = tape.unsorted(x, by: own)
    guard let auxiliary else { return ModelOutput(logits: z) }
    return ModelOutput(logits: tape.add(z, auxiliary(e, scenario, on: tape)))
  }
}

/// STAR's auxiliary network: s = w · relu([v_m; e] W + b) + c, with an embedding v_m of the scenario.
struct AuxiliaryNetwork: Sendable {
  static let width = 32
  let scenario: ScenarioEmbedding
  let layers: [DenseLayer]

  init(scenarios: Int, inputs: Int, _ settings: ModelSettings, in parameters: Parameters) {
    scenario = ScenarioEmbedding("auxiliary.scenario", scenarios: scenarios, settings, in: parameters)
    layers = [
      DenseLayer(
        "auxiliary.0", settings.embeddingDimension + inputs, Self.width, .relu, role: .other, in: parameters),
      DenseLayer("auxiliary.1", Self.width, 1, .identity, role: .other, in: parameters),
    ]
  }

  var weights: Int { layers.reduce(0) { $0 + $1.weight.count } }

  func callAsFunction(_ e: Value, _ scenarios: [Int32], on tape: Tape) -> Value {
    layers.reduce(tape.joined(scenario(scenarios, on: tape), e)) { x, layer in layer(x, on: tape) }
  }
}

extension ModelKind {
  public static let star = ModelKind(STAR.self)
}
