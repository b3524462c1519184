import Settings
import Tensors

/// Adaptive Distribution Learning (Li et al., SIGIR 2023): each row is routed to one of K learned distributions
/// (section 2.3) and goes through that cluster's network, whose weights are W_m = W_s ⊗ W_j (section 2.4).
///
/// Beyond the paper, as choices: the first layers may be the same for all rows, a row may visit its two nearest clusters,
/// and there may be several perspectives, each with clusters of its own, whose logits are averaged.
public struct ADL: RoutingModel {
  public static let name = "adl"
  public static let title = "ADL"
  public static let unseenScenario = "as with any: rows are routed by what is in them"

  public struct Settings: SettingGroup {
    public var router = RouterKind.adaptive
    public var routeBy = RoutedBy.learned
    public var routeOn: String?
    public var assignment = Assignment.hard
    public var sharedLayers = 0
    public var clusterForm = ClusterForm.star
    /// K and what else routers have in common, and each router's own.
    public var routing = RoutingSettings()

    public var clusters: Int {
      get { routing.clusters }
      set { routing.clusters = newValue }
    }

    public init() {}

    public static var declared: [Setting<Settings>] {
      [
        Setting(
          "clusters", \.routing.$clusters, .ifAny(.within(1...4096)), defaultText: "9; 4 or 1 where that is better",
          search: .oneOf([2, 3, 5, 9, 15].map(SettingValue.integer)),
          help: "K, the number of learned distributions."),
        Setting("router", \.router, help: "How rows are routed."),
        Setting(
          "routeBy", \.routeBy,
          help: "Compare rows by the embeddings that training learns, or by drawn ones, which never saw a click."),
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
          "clusterForm", \.clusterForm,
          help: "What a cluster owns: a factor for every weight (star), or a scale and a shift for every unit (film)."),
      ] + RouterKind.declared().map { setting in setting.lifted(get: { $0.routing }, set: { $0.routing = $1 }) } + [
        Setting(
          "routingMomentum", \.routing.momentum, .within(0..<1),
          help: "β, the weight of the inherited centre in the moving average (equation 5).")
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
    let (k, v) = (settings.clusters, Perspective.names(in: settings.routeOn).count)
    guard settings.sharedLayers > 0 || v > 1 || settings.clusterForm != .star else {
      return TowerFormula(text: "P·(K+1)", parameters: size.p * (k + 1))
    }
    let own = size.layers.dropFirst(settings.sharedLayers).reduce(0) {
      $0 + settings.clusterForm.layer.own($1.inputs, $1.outputs)
    }
    return TowerFormula(text: "P+O·V·K", parameters: size.p + own * v * k)
  }

  let embedding: Embedding
  /// What rows are routed by where that is not the embedding.
  private let drawn: DrawnEmbedding?
  public let perspectives: [Perspective]
  private let clusters: Int
  private let assignment: Assignment
  /// The first layers, where all clusters share them whole.
  let trunk: Tower<DenseLayer>
  let tower: Tower<any PartlySharedLayer>

  public init(_ shape: ModelShape, _ settings: ModelSettings, in parameters: Parameters) throws(ModelError) {
    let own = settings[ADL.self]
    guard own.clusters >= 1 else { throw ModelError("clusters must be at least 1, not \(own.clusters)") }
    guard (0...settings.hidden.count).contains(own.sharedLayers) else {
      throw ModelError("shared layers must be 0 to the \(settings.hidden.count) hidden ones, not \(own.sharedLayers)")
    }
    (clusters, assignment) = (own.clusters, own.assignment)
    let embedding = Embedding(shape, settings.network, in: parameters)
    self.embedding = embedding
    drawn =
      own.routeBy == .drawn ? DrawnEmbedding("router.seed", shape, settings.network, in: parameters) : nil
    perspectives = try parameters.grouped(by: GroupAxis(.clusters, own.clusters, start: .initial)) {
      () throws(ModelError) in
      try Perspective.list(
        Perspective.names(in: own.routeOn), of: embedding, own.router, own.routing, in: parameters)
    }
    let layers = TowerShape(inputs: embedding.outputs, hidden: settings.hidden, outputBias: shape.outputBias)
    trunk = Tower("tower", layers.prefix(own.sharedLayers), dropout: settings.dropout, in: parameters)
    let views = perspectives.count
    tower = parameters.grouped(by: GroupAxis(.clusters, own.clusters, outer: views, start: .initial)) {
      Tower(
        "tower", groups: views * own.clusters, of: own.clusterForm.layer, layers.dropFirst(own.sharedLayers),
        dropout: settings.dropout, in: parameters)
    }
  }

  public var cost: Cost {
    let visits = perspectives.count * assignment.visits(of: clusters)
    let visit = Cost(activations: tower.inputs) + tower.cost
    return embedding.cost + (drawn?.cost ?? .none) + perspectives.map(\.cost).total + trunk.cost + visits * visit
  }

  public func distances(in parameters: Parameters) -> [[Double]] {
    let all = tower.distances(in: parameters)
    return perspectives.indices.map { Array(all[$0 * clusters..<($0 + 1) * clusters]) }
  }

  public func routed(_ input: ModelInput, on tape: Tape) -> Matrix {
    drawn?(input.bags, on: tape) ?? embedding(input, on: tape).matrix
  }

  public func callAsFunction(_ input: ModelInput, on tape: Tape) -> ModelOutput {
    let e = embedding(input, on: tape)
    let routed = drawn?(input.bags, on: tape) ?? e.matrix
    let routings = perspectives.map { $0.route(routed, on: tape) }  // to one of K distributions (section 2.3)
    let dispatch = Dispatch(routings, assignment, on: tape)

    var x = trunk(e, on: tape)
    x = dispatch.sorted(x, on: tape)
    x = tower(x, in: dispatch.groups, on: tape)  // W_m = W_s ⊗ W_j (section 2.4)
    return ModelOutput(logits: dispatch.merged(x, on: tape), routings: routings)
  }
}

extension ModelKind {
  public static let adl = ModelKind(ADL.self)
}
