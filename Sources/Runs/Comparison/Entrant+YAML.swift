import ClickLog
import Foundation
import ScenarioModels
import Settings
import Yams

extension Entrant {
  /// The entrants of a YAML text:
  ///
  ///     - {model: dnn}
  ///     - {name: recipe, model: dnn, settings: {multiEpoch: true, hidden: [256, 128]}}
  ///
  /// `name` may be left out, and so may `settings`.
  ///
  /// - Throws: `SettingsError`, one line with the file, the entrant and what was expected.
  public static func list(
    yaml: String, file: String, among models: [ModelKind] = ModelKind.builtIn
  ) throws(SettingsError) -> [Entrant] {
    func wrong(_ problem: String) -> SettingsError { SettingsError(LogError.shortLine("\(file)\(problem)")) }
    do { try YAMLSize.check(yaml, file: file) } catch { throw SettingsError("\(error)") }
    let root: Node?
    do { root = try Yams.compose(yaml: yaml) } catch {
      throw wrong(": not YAML: \("\(error)".split(separator: "\n").first ?? "")")
    }
    guard let items = root?.sequence, !items.isEmpty else {
      throw wrong(": expected a list of entrants, each {name: NAME, model: MODEL, settings: {KEY: VALUE}}")
    }
    var entrants: [Entrant] = []
    for (number, item) in items.enumerated() {
      do throws(SettingsError) {
        entrants.append(try Entrant(item, among: models))
      } catch {
        throw wrong(", entrant \(number + 1): \(error.problem)")
      }
    }
    return entrants
  }

  private init(_ node: Node, among models: [ModelKind]) throws(SettingsError) {
    guard let mapping = node.mapping else {
      throw SettingsError("expected {name: NAME, model: MODEL, settings: {KEY: VALUE}}")
    }
    let keys = ["name", "model", "settings"]
    for key in mapping.keys.map({ $0.string ?? "" }) where !keys.contains(key) {
      throw SettingsError("unknown key '\(key)'; expected \(keys.joined(separator: ", "))")
    }
    guard let word = mapping["model"]?.string else { throw SettingsError("expected a model") }
    guard let model = models[named: word] else {
      throw SettingsError("unknown model '\(word)'; \(NearestNames.hint(for: word, among: models.map(\.name)))")
    }
    let own = try Self.settings(mapping["settings"], of: model, among: models)
    guard let given = mapping["name"] else {
      try self.init(Self.recipe(model, own), model, own, among: models)
      return
    }
    guard let name = given.scalar?.string else { throw SettingsError("expected a name that is text") }
    try self.init(name, title: name == model.name ? nil : name, model, own, among: models)
  }

  private static func settings(
    _ node: Node?, of model: ModelKind, among models: [ModelKind]
  ) throws(SettingsError) -> [ChosenSetting] {
    guard let node, node.null == nil else { return [] }
    guard let mapping = node.mapping else { throw SettingsError("expected settings of the form {KEY: VALUE}") }
    var own: [ChosenSetting] = []
    for (key, node) in mapping {
      let setting = try setting(key.string ?? "", of: model, among: models)
      guard let value = SettingValue(node, setting.kind) else {
        throw SettingsError("\(setting.key): expected \(setting.expectation)")
      }
      try check((setting, value), node.string ?? value.text)
      own.append((setting, value))
    }
    return own
  }
}
