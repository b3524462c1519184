import Settings

/// A model by its name: one of those that come with this library, or one from another package.
public struct ModelKind: Hashable, Sendable {
  public let type: any ScenarioModel.Type

  public init(_ type: any ScenarioModel.Type) { self.type = type }

  /// As in `--model` and in files.
  public var name: String { type.name }
  /// As the paper writes it.
  public var title: String { type.title }
  /// What the model does with a row of a scenario that training never saw (`Scenarios`).
  public var unseenScenario: String { type.unseenScenario }

  public static func == (a: ModelKind, b: ModelKind) -> Bool { a.type == b.type }
  public func hash(into hasher: inout Hasher) { hasher.combine(ObjectIdentifier(type)) }
}

extension ModelKind: CustomStringConvertible {
  public var description: String { name }
}

extension [ModelKind] {
  /// The model of this name.
  public subscript(named name: String) -> ModelKind? { first { $0.name == name } }

  /// The settings that these models declare, each of a whole that `ModelSettings` are a part of.
  public func declared<Whole>(_ part: any WritableKeyPath<Whole, ModelSettings> & Sendable) -> [Setting<Whole>] {
    func own<Model: ScenarioModel>(_ model: Model.Type) -> [Setting<Whole>] {
      Model.Settings.declared.map { setting in
        setting.lifted(
          models: [Model.name], get: { $0[keyPath: part][model] }, set: { $0[keyPath: part][model] = $1 })
      }
    }
    return flatMap { own($0.type) }
  }
}
