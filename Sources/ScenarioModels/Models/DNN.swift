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
  let layers: [DenseLayer]
  let dropout: Double
  public let flopsPerRow: Flops

  public init(_ shape: ModelShape, _ settings: ModelSettings, in parameters: Parameters) {
    embedding = Embedding(shape, settings, in: parameters)
    let tower = TowerShape(inputs: embedding.outputs, hidden: settings.hidden)
    layers = tower.layers.enumerated().map { index, layer in
      DenseLayer("tower.\(index)", layer.inputs, layer.outputs, layer.activation, in: parameters)
    }
    dropout = settings.dropout
    flopsPerRow = Flops(weights: tower.weights)
  }

  public func callAsFunction(_ input: ModelInput, on tape: Tape) -> ModelOutput {
    var x = embedding(input.bags, on: tape)
    for (index, layer) in layers.enumerated() {
      x = layer(x, on: tape)
      if index < layers.count - 1 { x = tape.dropout(x, rate: dropout, name: "tower.\(index)") }
    }
    return ModelOutput(logits: x)
  }
}

extension ModelKind {
  public static let dnn = ModelKind(DNN.self)
}
