import Settings
import Tensors

/// AdaSparse (Yang et al., CIKM 2022): one tower, each layer of which is thinned for the scenario at hand. A pruner weighs
/// the layer's inputs h: h̃ = h ⊗ π(v), v = [v_m; h] W + b, with an embedding v_m of the scenario; gates below a threshold
/// are exactly 0, and a regulariser pulls their share to a target.
public struct AdaSparse: ScenarioModel {
  public static let name = "adasparse"
  public static let title = "AdaSparse"
  public static let unseenScenario = "the vector of the scenario with most training rows"

  public struct Settings: SettingGroup {
    public var sparseForm = NeuronGate.fusion

    public init() {}

    public static var declared: [Setting<Settings>] {
      [Setting("sparseForm", \.sparseForm, help: "How AdaSparse's gates weigh neurons.")]
    }
  }

  public static func towerFormula(_ size: TowerSize, _ settings: ModelSettings) -> TowerFormula? {
    TowerFormula(text: "P", parameters: size.p)
  }

  let embedding: Embedding
  let scenarios: Scenarios
  let layers: [DenseLayer]
  let pruner: Pruner
  let dropout: Double
  public let flopsPerRow: Flops

  public init(_ shape: ModelShape, _ settings: ModelSettings, in parameters: Parameters) {
    embedding = Embedding(shape, settings, in: parameters)
    scenarios = Scenarios(shape.scenarios, in: parameters)
    let tower = TowerShape(inputs: embedding.outputs, hidden: settings.hidden)
    layers = tower.layers.enumerated().map { index, layer in
      DenseLayer("tower.\(index)", layer.inputs, layer.outputs, layer.activation, in: parameters)
    }
    pruner = Pruner(scenarios: shape.scenarios, widths: tower.layers.map(\.inputs), settings, in: parameters)
    dropout = settings.dropout
    flopsPerRow = Flops(weights: tower.weights + pruner.weights)
  }

  public func callAsFunction(_ input: ModelInput, on tape: Tape) -> ModelOutput {
    let v = pruner.scenario(scenarios(input.scenarios, on: tape), on: tape)
    let annealing = pruner.annealing(on: tape)
    var h = embedding(input.bags, on: tape)
    var pruned: [(zeros: Int, of: Int)] = []
    for (index, layer) in layers.enumerated() {
      let (kept, zeros) = pruner(h, v, layer: index, annealing, on: tape)
      pruned.append((zeros, kept.rows * kept.columns))
      h = layer(kept, on: tape)
      if index < layers.count - 1 { h = tape.dropout(h, rate: dropout, name: "tower.\(index)") }
    }
    return ModelOutput(logits: h, pruned: pruned, penalty: pruner.penalty(pruned, annealing))
  }
}

extension ModelKind {
  public static let adasparse = ModelKind(AdaSparse.self)
}
