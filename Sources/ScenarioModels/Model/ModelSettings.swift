import Settings

/// What can be chosen about models: what all networks have in common, and each model's own settings, as it declares them.
///
///     var settings = ModelSettings()
///     settings.hidden = [256, 128]      // of all networks
///     settings[PLE.self].levels = 3     // PLE's own
///     settings.clusters = 4             // ADL's, for short
@dynamicMemberLookup
public struct ModelSettings: Equatable, Sendable {
  /// Of all networks.
  public var network = NetworkSettings()
  private var own = SettingGroups()

  public init() {}

  /// A model's own settings.
  public subscript<Model: ScenarioModel>(_ model: Model.Type) -> Model.Settings {
    get { own[of: model] }
    set { own[of: model] = newValue }
  }

  public subscript<Value>(dynamicMember path: WritableKeyPath<NetworkSettings, Value>) -> Value {
    get { network[keyPath: path] }
    set { network[keyPath: path] = newValue }
  }
}
