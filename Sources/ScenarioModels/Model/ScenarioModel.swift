import Settings
import Tensors

/// A multi-scenario click model: stored parameters and one forward function; the tape does backward.
///
/// A model is one file: its name, its settings, its layers and its forward pass. The program knows those that are in
/// `ModelKind.builtIn`; a program of your own takes any:
///
///     struct TwoTowers: ScenarioModel {
///       static let name = "two-towers", title = "Two Towers"
///       static let unseenScenario = "as with any: it does not look at the scenario"
///
///       let embedding: Embedding
///       let first: Tower<DenseLayer>
///       let second: Tower<DenseLayer>
///
///       init(_ shape: ModelShape, _ settings: ModelSettings, in parameters: Parameters) {
///         embedding = Embedding(shape, settings.network, in: parameters)
///         let inputs = embedding.outputs
///         // The logits are the sum of both, and start at the log's click rate.
///         let layers = TowerShape(inputs: inputs, hidden: settings.hidden, outputBias: shape.outputBias)
///         first = Tower("first", layers, dropout: settings.dropout, in: parameters)
///         let others = TowerShape(inputs: inputs, hidden: settings.hidden)
///         second = Tower("second", others, dropout: settings.dropout, in: parameters)
///       }
///
///       var cost: Cost { embedding.cost + first.cost + second.cost }
///
///       func callAsFunction(_ input: ModelInput, on tape: Tape) -> ModelOutput {
///         let e = embedding(input, on: tape)
///         return ModelOutput(logits: tape.add(first(e, on: tape), second(e, on: tape)))
///       }
///     }
public protocol ScenarioModel: Sendable {
  /// The model's own settings; what all networks have in common is in `NetworkSettings`.
  associatedtype Settings: SettingGroup = NoSettings
  /// As in `--model` and in files: lower case, words joined by a hyphen.
  static var name: String { get }
  /// As people write it.
  static var title: String { get }
  /// Whether there is a network that remembers when embeddings start anew.
  static var hasTower: Bool { get }
  /// What the model does with a row of a scenario that training never saw, in words (`Scenarios`).
  static var unseenScenario: String { get }
  /// Throws a `SettingsError` where settings, each of which is possible, do not go together.
  static func check(_ settings: ModelSettings) throws(SettingsError)
  /// Parameters of its towers by a formula like those of the paper's Table 2; nil for a model that is not in it.
  static func towerFormula(_ size: TowerSize, _ settings: ModelSettings) -> TowerFormula?

  /// Builds the model and adds its tensors to `parameters`. Looks at no tensor's numbers: there are none in a plan.
  ///
  /// - Throws: `ModelError` where settings and shape do not fit.
  init(_ shape: ModelShape, _ settings: ModelSettings, in parameters: Parameters) throws(ModelError)

  /// The models of an ensemble; any other is its own only one.
  var members: [any ScenarioModel] { get }
  /// What a row costs: the sum over the model's parts.
  var cost: Cost { get }
  /// The logits of a batch. In training the tape records, and state may move.
  func callAsFunction(_ input: ModelInput, on tape: Tape) -> ModelOutput
}

extension ScenarioModel {
  public static var hasTower: Bool { true }
  public static func check(_ settings: ModelSettings) throws(SettingsError) {}
  public var members: [any ScenarioModel] { [self] }
  public static func towerFormula(_ size: TowerSize, _ settings: ModelSettings) -> TowerFormula? { nil }

  public var flopsPerRow: Flops { cost.flops }
}
