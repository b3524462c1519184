import ADL

/// DeepFM (Guo et al., IJCAI 2017): a tower beside a factorisation machine on the same embeddings,
/// ŷ = σ(tower(e) + s Σ_{f<g} ⟨e_f, e_g⟩).
public struct DeepFM: ScenarioModel {
  public static let name = "deepfm"
  public static let title = "DeepFM"
  public static let unseenScenario = "as with any: it does not look at the scenario"

  public struct Settings: SettingGroup {
    /// s
    public var interactionScale = 1.0

    public init() {}

    public static var declared: [Setting<Settings>] {
      [
        Setting(
          "interactionScale", \.interactionScale, .atLeast(0), search: .logUniform(0.1...10),
          help: "What DeepFM multiplies its pairwise interactions by, s.")
      ]
    }
  }

  let embedding: Embedding
  let tower: Tower<DenseLayer>
  let scale: Double
  let fields: Int

  public init(_ shape: ModelShape, _ settings: ModelSettings, in parameters: Parameters) {
    embedding = Embedding(shape, settings.network, in: parameters)
    let layers = TowerShape(inputs: embedding.outputs, hidden: settings.hidden, outputBias: shape.outputBias)
    tower = Tower("tower", layers, dropout: settings.dropout, in: parameters)
    scale = settings[DeepFM.self].interactionScale
    fields = shape.fields.count
  }

  public var cost: Cost { embedding.cost + tower.cost + Cost(activations: 1) }

  public func callAsFunction(_ input: ModelInput, on tape: Tape) -> ModelOutput {
    let e = embedding(input, on: tape)
    let pairs = tape.pairwiseInteractions(e, fields: fields, scale: Float(scale))
    return ModelOutput(logits: tape.add(tower(e, on: tape), pairs))
  }
}
