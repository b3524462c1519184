import Tensors

/// Adaptive Distribution Learning (Li et al., SIGIR 2023): each row is routed to one of K learned distributions
/// (section 2.3) and goes through that cluster's network, whose weights are W_m = W_s ⊗ W_j (section 2.4).
public struct ADL: ScenarioModel {
  let embedding: Embedding
  let router: Router
  let layers: [StarLayer]
  let dropout: Double
  let dealsRowsInTurn: Bool
  public let flopsPerRow: Flops

  public var centres: Parameter? { router.centres }

  init(_ shape: ModelShape, _ settings: ModelSettings, in parameters: Parameters) throws(ModelError) {
    guard settings.clusters >= 1 else { throw ModelError("clusters must be at least 1, not \(settings.clusters)") }
    embedding = Embedding(shape, settings, in: parameters)
    router = Router(
      inputs: embedding.outputs, columns: try embedding.columns(of: settings.routeOn), settings, in: parameters)
    let tower = TowerShape(inputs: embedding.outputs, hidden: settings.hidden)
    layers = tower.layers.enumerated().map { index, layer in
      StarLayer(
        "tower.\(index)", groups: settings.clusters, layer.inputs, layer.outputs, layer.activation, in: parameters)
    }
    dropout = settings.dropout
    dealsRowsInTurn = settings.dealsRowsInTurn
    flopsPerRow = Flops(weights: tower.weights) + router.flopsPerRow
  }

  public func callAsFunction(_ input: ModelInput, on tape: Tape) -> ModelOutput {
    let e = embedding(input.bags, on: tape)
    var routing = router(e.matrix, on: tape)
    if dealsRowsInTurn { routing.dealInTurn(in: tape.workspace.buffers) }

    let partition = Partition(routing.clusters, count: routing.count, in: tape.workspace.buffers)
    var x = tape.sorted(e, by: partition)
    for (index, layer) in layers.enumerated() {
      x = layer(x, in: partition.groups, on: tape)
      if index < layers.count - 1 { x = tape.dropout(x, rate: dropout, name: "tower.\(index)") }
    }
    return ModelOutput(logits: tape.unsorted(x, by: partition), routing: routing)
  }
}
