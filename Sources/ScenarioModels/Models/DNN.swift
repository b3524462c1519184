import Tensors

/// The backbone (Covington et al. 2016, as in section 3.1.2): one tower for all rows, ŷ = σ(tower(e)).
public struct DNN: ScenarioModel {
  public static let name = "dnn"
  public static let title = "DNN"
  public static let unseenScenario = "as with any: it does not look at the scenario"

  public static func towerFormula(_ size: TowerSize, _ settings: ModelSettings) -> TowerFormula? {
    TowerFormula(text: "P", parameters: size.p)
  }

  let embedding: Embedding
  let tower: Tower<DenseLayer>

  public init(_ shape: ModelShape, _ settings: ModelSettings, in parameters: Parameters) {
    embedding = Embedding(shape, settings.network, in: parameters)
    let layers = TowerShape(inputs: embedding.outputs, hidden: settings.hidden, outputBias: shape.outputBias)
    tower = Tower("tower", layers, dropout: settings.dropout, in: parameters)
  }

  public var cost: Cost { embedding.cost + tower.cost }

  public func callAsFunction(_ input: ModelInput, on tape: Tape) -> ModelOutput {
    let e = embedding(input, on: tape)
    return ModelOutput(logits: tower(e, on: tape))
  }
}

extension ModelKind {
  public static let dnn = ModelKind(DNN.self)
}
