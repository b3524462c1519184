import Tensors

/// Adaptive Distribution Learning (Li et al., SIGIR 2023): each row is routed to one of K learned distributions
/// (section 2.3) and goes through that cluster's network, whose weights are W_m = W_s ⊗ W_j (section 2.4).
public struct ADL: ScenarioModel {
  let embedding: Embedding
  let router: any Router
  private let routedColumns: [Range<Int>]?
  let layers: [StarLayer]
  let dropout: Double
  let dealsRowsInTurn: Bool
  public let flopsPerRow: Flops

  public var centres: Parameter? { router.centres }

  init(_ shape: ModelShape, _ settings: ModelSettings, in parameters: Parameters) throws(ModelError) {
    guard settings.clusters >= 1 else { throw ModelError("clusters must be at least 1, not \(settings.clusters)") }
    embedding = Embedding(shape, settings, in: parameters)
    routedColumns = try embedding.columns(of: settings.routeOn)
    router = settings.router.router(
      "router", inputs: routedColumns.map { $0.reduce(0) { $0 + $1.count } } ?? embedding.outputs, settings,
      in: parameters)
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
    var routing = router(routed(e.matrix, tape), on: tape)
    if dealsRowsInTurn { routing.dealInTurn(in: tape.workspace.buffers) }

    let partition = Partition(routing.clusters, count: routing.count, in: tape.workspace.buffers)
    var x = tape.sorted(e, by: partition)
    for (index, layer) in layers.enumerated() {
      x = layer(x, in: partition.groups, on: tape)
      if index < layers.count - 1 { x = tape.dropout(x, rate: dropout, name: "tower.\(index)") }
    }
    return ModelOutput(logits: tape.unsorted(x, by: partition), routing: routing)
  }

  public func route(_ input: ModelInput, on tape: Tape) -> (inputs: Matrix, routing: Routing)? {
    let e = routed(embedding(input.bags, on: tape).matrix, tape)
    return (router.compared(e, on: tape), router(e, on: tape))
  }

  public func refittedRouter(to input: ModelInput, weight: Float, on tape: Tape) -> [(Parameter, Matrix)] {
    router.refitted(to: routed(embedding(input.bags, on: tape).matrix, tape), weight: weight, on: tape)
  }

  /// The part of the embeddings that rows are routed on.
  private func routed(_ e: Matrix, _ tape: Tape) -> Matrix {
    routedColumns.map { e.columns($0, in: tape.workspace) } ?? e
  }
}
