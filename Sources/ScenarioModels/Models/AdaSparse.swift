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
  let tower: Tower<DenseLayer>
  let pruner: Pruner

  public init(_ shape: ModelShape, _ settings: ModelSettings, in parameters: Parameters) {
    embedding = Embedding(shape, settings.network, in: parameters)
    scenarios = Scenarios(shape.scenarios, in: parameters)
    let layers = TowerShape(inputs: embedding.outputs, hidden: settings.hidden, outputBias: shape.outputBias)
    tower = Tower("tower", layers, dropout: settings.dropout, in: parameters)
    pruner = Pruner(
      scenarios: shape.scenarios, widths: layers.layers.map(\.inputs), form: settings[AdaSparse.self].sparseForm,
      settings.network, in: parameters)
  }

  public var cost: Cost { embedding.cost + tower.cost + pruner.cost }

  public func callAsFunction(_ input: ModelInput, on tape: Tape) -> ModelOutput {
    let v = pruner.vectors(scenarios(input.scenarios, on: tape), on: tape)
    let annealing = pruner.annealing(on: tape)
    let e = embedding(input, on: tape)
    var pruned: [(zeros: Int, of: Int)] = []
    let z = tower(e, on: tape) { layer, index, h in
      let (kept, zeros) = pruner(h, v, layer: index, annealing, on: tape)
      pruned.append((zeros, kept.rows * kept.columns))
      return layer(kept, on: tape)
    }
    return ModelOutput(logits: z, pruned: pruned, penalty: pruner.penalty(pruned, annealing))
  }
}

extension ModelKind {
  public static let adasparse = ModelKind(AdaSparse.self)
}
