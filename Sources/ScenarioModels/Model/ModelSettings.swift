import Settings

/// What can be chosen about models: what all networks have in common, and each model's own settings, as it declares them.
///
///     var settings = ModelSettings()
///     settings.hidden = [256, 128]      // of all networks
///     settings[PLE.self].levels = 3     // PLE's own
///     settings.clusters = 4             // ADL's, for short
@dynamicMemberLookup
public struct ModelSettings: Sendable {
  /// Of all networks.
  public var network = NetworkSettings()
  /// Those models' own settings that were written to; the others are at their defaults.
  private var own: [ObjectIdentifier: any SettingGroup] = [:]

  public init() {}

  /// A model's own settings.
  public subscript<Model: ScenarioModel>(_ model: Model.Type) -> Model.Settings {
    get { own[ObjectIdentifier(model)] as? Model.Settings ?? Model.Settings() }
    set { own[ObjectIdentifier(model)] = newValue }
  }

  public subscript<Value>(dynamicMember path: WritableKeyPath<NetworkSettings, Value>) -> Value {
    get { network[keyPath: path] }
    set { network[keyPath: path] = newValue }
  }

  public subscript<Value>(dynamicMember path: WritableKeyPath<ADL.Settings, Value>) -> Value {
    get { self[ADL.self][keyPath: path] }
    set { self[ADL.self][keyPath: path] = newValue }
  }
}

extension ModelSettings: Equatable {
  /// Whether all values are the same; settings never written to have their defaults.
  public static func == (a: ModelSettings, b: ModelSettings) -> Bool {
    func same<Group: SettingGroup>(_ group: Group, _ other: (any SettingGroup)?) -> Bool {
      group == (other as? Group ?? Group())
    }
    return a.network == b.network && a.own.allSatisfy { same($1, b.own[$0]) }
      && b.own.allSatisfy { same($1, a.own[$0]) }
  }
}
