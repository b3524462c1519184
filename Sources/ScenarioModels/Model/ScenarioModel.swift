import Settings
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
  /// Where rows were routed to from each perspective, for a model that routes.
  public let routings: [Routing]
  /// For a model that prunes: how many of each layer's gates are 0, and of how many.
  public let pruned: [(zeros: Int, of: Int)]?
  /// What the model adds to the loss. Its gradient is on the tape already.
  public let penalty: Double

  public init(
    logits: Value, routings: [Routing] = [], pruned: [(zeros: Int, of: Int)]? = nil, penalty: Double = 0
  ) {
    self.logits = logits
    self.routings = routings
    self.pruned = pruned
    self.penalty = penalty
  }

  /// From the first perspective.
  public var routing: Routing? { routings.first }
}

/// Floating point operations for one row (a multiplication and an addition are two), matrix products only.
public struct Flops: Sendable, Equatable {
  public let forward: Int
  public let training: Int

  public init(forward: Int, training: Int) {
    self.forward = forward
    self.training = training
  }

  /// Products of a row with so many weights: training adds the gradients of inputs and of weights, each as large as the forward pass.
  init(weights: Int) { self.init(forward: 2 * weights, training: 6 * weights) }

  static func + (a: Flops, b: Flops) -> Flops {
    Flops(forward: a.forward + b.forward, training: a.training + b.training)
  }
}

/// A multi-scenario click model: stored parameters and one forward function; the tape does backward.
///
/// A model is one file: its name, its settings, its layers and its forward pass. The program knows those that are in
/// `ModelKind.builtIn`; a program of your own takes any.
public protocol ScenarioModel: Sendable {
  /// The model's own settings; what all networks have in common is in `NetworkSettings`.
  associatedtype Settings: SettingGroup = NoSettings
  /// As in `--model` and in files: lower case, words joined by a hyphen.
  static var name: String { get }
  /// As people write it.
  static var title: String { get }
  /// What the model does with a row of a scenario that training never saw, in words (`Scenarios`).
  static var unseenScenario: String { get }
  /// Throws a `SettingsError` where settings, each of which is possible, do not go together.
  static func check(_ settings: ModelSettings) throws(SettingsError)
  /// Parameters of its towers by a formula like those of the paper's Table 2; nil for a model that is not in it.
  static func towerFormula(_ size: TowerSize, _ settings: ModelSettings) -> TowerFormula?

  /// Builds the model and adds its tensors to `parameters`.
  ///
  /// - Throws: `ModelError` where settings and shape do not fit.
  init(_ shape: ModelShape, _ settings: ModelSettings, in parameters: Parameters) throws(ModelError)

  /// What rows are routed by, for a model that routes.
  var perspectives: [Perspective] { get }
  var flopsPerRow: Flops { get }
  func callAsFunction(_ input: ModelInput, on tape: Tape) -> ModelOutput
  /// What each perspective's router sees of each row, as wide as a centre, and where it sends it, without the rest of the
  /// network.
  func route(_ input: ModelInput, on tape: Tape) -> [(inputs: Matrix, routing: Routing)]
  /// The routers' states, but for their centres, with these rows counting by `weight` among all seen so far.
  func refittedRouters(to input: ModelInput, weight: Float, on tape: Tape) -> [(Parameter, Matrix)]
}

extension ScenarioModel {
  public static func check(_ settings: ModelSettings) throws(SettingsError) {}
  public static func towerFormula(_ size: TowerSize, _ settings: ModelSettings) -> TowerFormula? { nil }

  public var perspectives: [Perspective] { [] }
  /// The part of `flopsPerRow` that routing is.
  public var routingFlopsPerRow: Flops {
    perspectives.reduce(Flops(forward: 0, training: 0)) { $0 + $1.router.flopsPerRow }
  }
  public func route(_ input: ModelInput, on tape: Tape) -> [(inputs: Matrix, routing: Routing)] { [] }
  public func refittedRouters(to input: ModelInput, weight: Float, on tape: Tape) -> [(Parameter, Matrix)] { [] }
}
