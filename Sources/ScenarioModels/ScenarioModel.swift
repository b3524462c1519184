import Tensors

/// What a model gets for each batch: which table rows each field of each row pools, and each row's scenario.
public struct ModelInput: Sendable {
  public let bags: Bags
  /// Index of the scenario, in 0 ..< M; −1 for one that training never saw.
  public let scenarios: [Int32]

  public init(bags: Bags, scenarios: [Int32]) {
    self.bags = bags
    self.scenarios = scenarios
  }
}

/// What a model says of a batch, in the batch's order.
public struct ModelOutput {
  /// [n, 1]; the probability of a click is its sigmoid.
  public let logits: Value
  /// Where rows were routed to, for a model that routes.
  public let routing: Routing?

  public init(logits: Value, routing: Routing? = nil) {
    self.logits = logits
    self.routing = routing
  }
}

/// What a model is built for: the fields of the log, the embedding table that they share, and the scenarios.
public struct ModelShape: Sendable {
  public struct Field: Sendable {
    public let name: String
    /// The schema's name for a perspective (user, item, context), for routing on part of the input.
    public let group: String?

    public init(name: String, group: String?) {
      self.name = name
      self.group = group
    }
  }

  public let fields: [Field]
  /// Rows of the one embedding table, all fields' values together.
  public let tableRows: Int
  /// M
  public let scenarios: Int

  public init(fields: [Field], tableRows: Int, scenarios: Int) {
    self.fields = fields
    self.tableRows = tableRows
    self.scenarios = scenarios
  }
}

/// What can be chosen about a model; the defaults are the paper's (section 3.1.3).
public struct ModelSettings: Sendable, Equatable {
  public var embeddingDimension = 16
  /// Standard deviation of the first embeddings.
  public var embeddingDeviation = 0.01
  /// Units of the tower's hidden layers, with ReLU.
  public var hidden = [512, 256, 128, 64, 32]
  /// Share of each hidden layer's units that training drops.
  public var dropout = 0.0
  /// K
  public var clusters = 9
  /// The group of features that rows are routed on; nil for all features.
  public var routeOn: String?
  /// I, routing iterations on each batch.
  public var routingIterations = 3
  /// β, the weight of the inherited centre in the moving average (equation 5).
  public var routingMomentum = 0.9
  /// Deals rows to clusters in turn after having routed them. For timing only: equal clusters, whatever the routing.
  public var dealsRowsInTurn = false

  public init() {}
}

/// Floating point operations for one row (a multiplication and an addition are two), matrix products only.
public struct Flops: Sendable, Equatable {
  public let forward: Int
  public let training: Int

  public init(forward: Int, training: Int) {
    self.forward = forward
    self.training = training
  }

  /// A tower of these weights: training adds the gradients of inputs and of weights, each as large as the forward pass.
  init(towerWeights: Int) {
    self.init(forward: 2 * towerWeights, training: 6 * towerWeights)
  }

  static func + (a: Flops, b: Flops) -> Flops {
    Flops(forward: a.forward + b.forward, training: a.training + b.training)
  }
}

/// A multi-scenario click model: stored parameters and one forward function; the tape does backward.
public protocol ScenarioModel: Sendable {
  /// The router's centres, [K, length], for a model that routes.
  var centres: Parameter? { get }
  var flopsPerRow: Flops { get }
  func callAsFunction(_ input: ModelInput, on tape: Tape) -> ModelOutput
}

extension ScenarioModel {
  public var centres: Parameter? { nil }
}

/// The models by the name that the program knows them by.
public enum ModelKind: String, CaseIterable, Codable, Sendable {
  case dnn
  case adl

  /// As the paper writes it.
  public var title: String {
    switch self {
    case .dnn: "DNN"
    case .adl: "ADL"
    }
  }

  /// Builds the model and adds its tensors to `parameters`.
  ///
  /// - Throws: `ModelError` where settings and shape do not fit.
  public func model(
    for shape: ModelShape, _ settings: ModelSettings, in parameters: Parameters
  ) throws(ModelError) -> any ScenarioModel {
    guard !shape.fields.isEmpty else { throw ModelError("a model needs at least one feature") }
    return switch self {
    case .dnn: DNN(shape, settings, in: parameters)
    case .adl: try ADL(shape, settings, in: parameters)
    }
  }
}

/// Settings and log do not fit; one line for the user.
public struct ModelError: Error, Equatable, CustomStringConvertible {
  public let description: String

  public init(_ description: String) { self.description = description }
}
