import ScenarioModels
import Settings
import Tensors
import Training

/// Every setting of a training run: which model, all models' settings, and training's.
///
/// A value is reached by its name (`settings.epochs`, `settings.hidden`, `settings.clusters`), other models' own by their
/// model (`settings[PLE.self].levels`). Each is declared once, where its group is; `declared` has them all.
@dynamicMemberLookup
public struct RunSettings: Equatable, Sendable {
  public var model: ModelKind
  public var recipe = Recipe.auto
  public var modelSettings = ModelSettings()
  public var training = TrainingSettings()
  /// Of the simulated log, where the run was trained on it.
  public var planted = PlantedSettings()
  /// The models that `model` is one of, and whose settings these are.
  public let models: [ModelKind]

  /// All at their defaults.
  ///
  /// - Parameter models: those to choose from: the library's own, unless a program has others.
  public init(_ model: ModelKind = .adl, models: [ModelKind] = ModelKind.builtIn) {
    self.model = model
    self.models = models.contains(model) ? models : models + [model]
  }

  public subscript<Model: ScenarioModel>(_ model: Model.Type) -> Model.Settings {
    get { modelSettings[model] }
    set { modelSettings[model] = newValue }
  }

  public subscript<Value>(dynamicMember path: WritableKeyPath<TrainingSettings, Value>) -> Value {
    get { training[keyPath: path] }
    set { training[keyPath: path] = newValue }
  }

  public subscript<Value>(dynamicMember path: WritableKeyPath<NetworkSettings, Value>) -> Value {
    get { modelSettings.network[keyPath: path] }
    set { modelSettings.network[keyPath: path] = newValue }
  }

  public subscript<Value>(dynamicMember path: WritableKeyPath<ADL.Settings, Value>) -> Value {
    get { modelSettings[ADL.self][keyPath: path] }
    set { modelSettings[ADL.self][keyPath: path] = newValue }
  }

  public subscript<Value>(dynamicMember path: WritableKeyPath<PlantedSettings, Value>) -> Value {
    get { planted[keyPath: path] }
    set { planted[keyPath: path] = newValue }
  }

  /// Chooses multi-epoch learning or not, and leaves to it the patience that goes with it.
  public mutating func chooseMultiEpoch(_ multiEpoch: Bool) {
    if multiEpoch != training.multiEpoch { training.patience = nil }
    training.multiEpoch = multiEpoch
  }

  /// Throws a `SettingsError` naming the first setting that cannot be.
  public func validate() throws(SettingsError) {
    for setting in declared { try setting.check(self) }
    try model.type.check(modelSettings)
    if model == .adl, self[ADL.self].clusterForm != .star, training.specificPull > 0 {
      throw SettingsError(
        key: "specificPull",
        "expected 0, not \(training.specificPull): clusters of this form have no weights to pull")
    }
  }

  public func checkPrecision() throws(SettingsError) { try training.checkPrecision() }
}

extension RunSettings {
  /// Every setting of a run, in the order of `run.yaml`.
  public var declared: [Setting<RunSettings>] { Self.declared(models) }

  /// Every setting of runs of these models, in the order of `run.yaml`.
  public static func declared(_ models: [ModelKind] = ModelKind.builtIn) -> [Setting<RunSettings>] {
    [choice(of: models), recipe] + models.declared(\.modelSettings) + network + training
      + lifted(\.planted, PlantedSettings.declared)
  }

  /// The settings that tuning searches, in the order of their draws.
  var searched: [Setting<RunSettings>] {
    (Self.training + Self.network + models.declared(\.modelSettings)).filter { $0.search != nil }
  }

  private static var network: [Setting<RunSettings>] { lifted(\.modelSettings.network, NetworkSettings.declared) }
  private static var training: [Setting<RunSettings>] { lifted(\.training, TrainingSettings.declared) }

  private static func lifted<Group>(
    _ part: any WritableKeyPath<RunSettings, Group> & Sendable, _ settings: [Setting<Group>]
  ) -> [Setting<RunSettings>] {
    settings.map { $0.lifted(get: { $0[keyPath: part] }, set: { $0[keyPath: part] = $1 }) }
  }

  /// Whether a setting changes the chosen model.
  public func concerns(_ key: String) -> Bool {
    declared.contains { $0.key == key && ($0.models.isEmpty || $0.models.contains(model.name)) }
  }

  /// The keys of what has no say in the model: with other values its file has the same bytes.
  static var silentKeys: [String] { declared().filter(\.isSilent).map(\.key) }

  /// These settings with what has no say in the model as in others.
  public func withSilent(of other: RunSettings) -> RunSettings {
    var settings = self
    for setting in declared where setting.isSilent { _ = setting.set(setting.value(in: other), in: &settings) }
    return settings
  }

  private static var recipe: Setting<RunSettings> {
    Setting(
      "recipe", \.recipe,
      help: "What training does beyond the paper where the validation part says that it pays: statistics, passes with "
        + "new embeddings, K; 'best' averages five models.")
  }

  private static func choice(of models: [ModelKind]) -> Setting<RunSettings> {
    Setting(
      "model", one: models.map(\.name), get: { $0.model.name },
      set: { settings, name in
        guard let model = models[named: name] else { return false }
        settings.model = model
        return true
      }, help: "Which of the systems.")
  }
}
