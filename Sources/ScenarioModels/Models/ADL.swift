import Settings
import Tensors

/// Adaptive Distribution Learning (Li et al., SIGIR 2023): each row is routed to one of K learned distributions
/// (section 2.3) and goes through that cluster's network, whose weights are W_m = W_s ⊗ W_j (section 2.4).
///
/// Beyond the paper, as choices: the first layers may be the same for all rows, a row may visit its two nearest clusters,
/// and there may be several perspectives, each with clusters of its own, whose logits are averaged.
public struct ADL: ScenarioModel {
  public static let name = "adl"
  public static let title = "ADL"
  public static let unseenScenario = "as with any: rows are routed by what is in them"

  public struct Settings: SettingGroup {
    public var clusters = 9
    public var router = RouterForm.adaptive
    public var routeOn: String?
    public var assignment = Assignment.hard
    public var sharedLayers = 0
    public var routingTemperature = 0.02
    public var routingIterations = 3
    public var routingMomentum = 0.9
    /// Deals rows to clusters in turn after having routed them. For timing only: equal clusters, whatever the routing.
    public var dealsRowsInTurn = false

    public init() {}

    public static var declared: [Setting<Settings>] {
      [
        Setting(
          "clusters", \.clusters, .within(1...4096), search: .oneOf([2, 3, 5, 9, 15].map(SettingValue.integer)),
          help: "K, the number of learned distributions."),
        Setting("router", \.router, help: "How rows are routed."),
        Setting(
          "routeOn", \.routeOn, expected: "a group of features, several with commas between",
          defaultText: "all features",
          help:
            "Route on a group of features, such as 'user', or on several with commas between, each with K centres of its own."
        ),
        Setting("assignment", \.assignment, help: "Rows visit their nearest cluster or their two nearest."),
        Setting(
          "sharedLayers", \.sharedLayers, .atLeast(0),
          help: "How many of ADL's first hidden layers all clusters share whole."),
        Setting(
          "routingTemperature", \.routingTemperature, .moreThan(0),
          help:
            "τ of the adaptive router: cosines are divided by it. Those of many sphered fields differ by some hundredths."
        ),
        Setting(
          "routingIterations", \.routingIterations, .within(1...1000),
          help: "I, the iterations of the paper's router on a batch."),
        Setting(
          "routingMomentum", \.routingMomentum, .within(0..<1),
          help: "β, the weight of the inherited centre in the moving average (equation 5)."),
      ]
    }
  }

  public static func check(_ settings: ModelSettings) throws(SettingsError) {
    guard settings.sharedLayers <= settings.hidden.count else {
      throw SettingsError(
        key: "sharedLayers", "expected 0 to the number of hidden layers, not \(settings.sharedLayers)")
    }
  }

  public static func towerFormula(_ size: TowerSize, _ settings: ModelSettings) -> TowerFormula? {
    let (k, v) = (settings.clusters, 1 + (settings.routeOn?.count { $0 == "," } ?? 0))
    guard settings.sharedLayers > 0 || v > 1 else {
      return TowerFormula(text: "P·(K+1)", parameters: size.p * (k + 1))
    }
    let own = size.layers.dropFirst(settings.sharedLayers).reduce(0, +)
    return TowerFormula(text: "P+O·V·K", parameters: size.p + own * v * k)
  }

  let embedding: Embedding
  public let perspectives: [Perspective]
  private let assignment: Assignment
  /// The first layers, where they are shared.
  let trunk: [DenseLayer]
  let layers: [StarLayer]
  let dropout: Double
  let dealsRowsInTurn: Bool
  public let flopsPerRow: Flops

  public init(_ shape: ModelShape, _ settings: ModelSettings, in parameters: Parameters) throws(ModelError) {
    guard settings.clusters >= 1 else { throw ModelError("clusters must be at least 1, not \(settings.clusters)") }
    guard (0...settings.hidden.count).contains(settings.sharedLayers) else {
      throw ModelError(
        "shared layers must be 0 to the \(settings.hidden.count) hidden ones, not \(settings.sharedLayers)")
    }
    embedding = Embedding(shape, settings, in: parameters)
    perspectives = try Perspective.list(settings.routeOn, of: embedding, settings, in: parameters)
    assignment = settings.assignment
    let groups = perspectives.count * settings.clusters
    let tower = TowerShape(inputs: embedding.outputs, hidden: settings.hidden)
    var (trunk, layers): ([DenseLayer], [StarLayer]) = ([], [])
    for (index, layer) in tower.layers.enumerated() {
      let (name, inputs, outputs) = ("tower.\(index)", layer.inputs, layer.outputs)
      if index < settings.sharedLayers {
        trunk.append(DenseLayer(name, inputs, outputs, layer.activation, in: parameters))
      } else {
        layers.append(StarLayer(name, groups: groups, inputs, outputs, layer.activation, in: parameters))
      }
    }
    (self.trunk, self.layers) = (trunk, layers)
    dropout = settings.dropout
    dealsRowsInTurn = settings.dealsRowsInTurn
    let visits = perspectives.count * (assignment == .topTwo && settings.clusters > 1 ? 2 : 1)
    let own = layers.reduce(0) { $0 + $1.sharedWeight.count }
    flopsPerRow = perspectives.reduce(Flops(weights: tower.weights - own + visits * own)) { $0 + $1.router.flopsPerRow }
  }

  public func callAsFunction(_ input: ModelInput, on tape: Tape) -> ModelOutput {
    let e = embedding(input.bags, on: tape)
    var routings = perspectives.map { $0.route(e.matrix, on: tape) }
    if dealsRowsInTurn { for p in routings.indices { routings[p].dealInTurn(in: tape.workspace.buffers) } }

    var x = e
    for (index, layer) in trunk.enumerated() {
      x = tape.dropout(layer(x, on: tape), rate: dropout, name: "tower.\(index)")
    }
    let visits = Visits(routings, assignment, in: tape.workspace.buffers)
    let partition = Partition(visits.clusters, count: visits.clusterCount, in: tape.workspace.buffers)
    x = tape.visiting(x, visits, by: partition)
    for (index, layer) in layers.enumerated() {
      x = layer(x, in: partition.groups, on: tape)
      if index < layers.count - 1 { x = tape.dropout(x, rate: dropout, name: "tower.\(trunk.count + index)") }
    }
    return ModelOutput(logits: tape.returned(x, from: visits, by: partition), routings: routings)
  }

  public func route(_ input: ModelInput, on tape: Tape) -> [(inputs: Matrix, routing: Routing)] {
    let e = embedding(input.bags, on: tape).matrix
    return perspectives.map { perspective in
      let seen = perspective.seen(e, on: tape)
      return (perspective.router.compared(seen, on: tape), perspective.router(seen, on: tape))
    }
  }

  public func refittedRouters(to input: ModelInput, weight: Float, on tape: Tape) -> [(Parameter, Matrix)] {
    let e = embedding(input.bags, on: tape).matrix
    return perspectives.flatMap { $0.router.refitted(to: $0.seen(e, on: tape), weight: weight, on: tape) }
  }
}

extension ModelKind {
  public static let adl = ModelKind(ADL.self)
}
