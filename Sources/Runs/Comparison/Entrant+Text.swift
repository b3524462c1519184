import ClickLog
import Foundation
import ScenarioModels
import Settings

extension Entrant {
  /// Entrants with commas between.
  ///
  /// - Throws: `SettingsError`, one line naming the entrant.
  public static func list(_ text: String, among models: [ModelKind] = ModelKind.builtIn) throws(SettingsError)
    -> [Entrant]
  {
    var entrants: [Entrant] = []
    for word in text.split(separator: ",", omittingEmptySubsequences: false) {
      entrants.append(try Entrant(String(word), among: models))
    }
    return entrants
  }

  /// The entrant that a text describes, which is its name:
  ///
  ///     MODEL(+KEY:VALUE)*
  ///
  /// KEY is a setting as in run.yaml or as its flag; one that is true or false may stand alone, which is true. The numbers of a
  /// list have slashes between.
  ///
  /// - Throws: `SettingsError`, one line naming the entrant.
  public init(_ text: String, among models: [ModelKind] = ModelKind.builtIn) throws(SettingsError) {
    let text = text.trimmingCharacters(in: .whitespaces)
    do throws(SettingsError) {
      let parts = text.split(separator: "+", omittingEmptySubsequences: false).map(String.init)
      let first = parts.first ?? ""
      guard let model = models[named: first] else {
        // What follows the comma in hidden:256,128.
        guard Int(first) == nil else { throw SettingsError("no model; the numbers of a list have slashes between") }
        throw SettingsError("unknown model '\(first)'; \(NearestNames.hint(for: first, among: models.map(\.name)))")
      }
      var own: [ChosenSetting] = []
      for part in parts.dropFirst() {
        own.append(try Self.choice(part, of: model, among: models))
      }
      try self.init(text, model, own, among: models)
    } catch {
      throw SettingsError(LogError.shortLine("entrant '\(text)': \(error.problem)"))
    }
  }

  /// `KEY:VALUE`, or `KEY` alone.
  private static func choice(
    _ part: String, of model: ModelKind, among models: [ModelKind]
  ) throws(SettingsError) -> ChosenSetting {
    let end = part.firstIndex(of: ":") ?? part.endIndex
    let setting = try setting(String(part[..<end]), of: model, among: models)
    guard end < part.endIndex || setting.kind == .flag else {
      throw SettingsError("'\(part)' lacks its value; expected \(part):VALUE")
    }
    let word = end < part.endIndex ? String(part[part.index(after: end)...]) : "true"
    guard let value = SettingValue(word: word, setting.kind) else {
      let list = setting.kind == .integers ? "whole numbers with slashes between" : setting.valueExpectation
      throw SettingsError("\(setting.key): expected \(list), not '\(word)'")
    }
    try check((setting, value), word)
    return (setting, value)
  }
}
