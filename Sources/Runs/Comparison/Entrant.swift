import ClickLog
import ScenarioModels
import Settings

/// Who takes part in a comparison: a model, and its own settings over those that all have in common.
///
///     dnn    dnn+multiEpoch    adl+clusters:5+hidden:256/128
public struct Entrant: Sendable {
  /// In files, and where an entrant is asked for.
  public let name: String
  /// In tables.
  public let title: String
  public let model: ModelKind
  let own: [ChosenSetting]

  /// What is the whole comparison's, or has a place of its own in an entrant.
  private static let common = ["seed", "threads", "from"] + PlantedSettings.declared.map(\.key)

  /// - Parameters:
  ///   - title: nil for what the model and its settings say.
  ///   - own: in order; each of them one that the model has.
  /// - Throws: `SettingsError`, if the name cannot be.
  init(
    _ name: String, title: String? = nil, _ model: ModelKind, _ own: [ChosenSetting], among models: [ModelKind]
  ) throws(SettingsError) {
    guard models[named: name] == nil || (name == model.name && own.isEmpty) else {
      throw SettingsError("'\(name)' is the model without settings of its own; expected another name")
    }
    guard name.unicodeScalars.count <= Self.longestName, Self.fileName(of: name).contains(where: \.isLetter) else {
      throw SettingsError("expected a name with letters a to z, of at most \(Self.longestName) characters")
    }
    let keys = own.map(\.setting.key)
    if let twice = keys.indices.first(where: { keys[..<$0].contains(keys[$0]) }) {
      throw SettingsError("'\(keys[twice])' is there twice")
    }
    (self.name, self.model, self.own) = (name, model, own)
    self.title = title ?? Self.title(model, own)
  }

  /// The model and its settings as a text that describes the entrant.
  static func recipe(_ model: ModelKind, _ own: [ChosenSetting]) -> String {
    ([model.name] + own.map { "\($0.setting.key):\($0.value.word)" }).joined(separator: "+")
  }

  /// The model and its settings in words: "DNN + multi-epoch + learning rate 0.01".
  private static func title(_ model: ModelKind, _ own: [ChosenSetting]) -> String {
    let words = own.map { setting, value in
      switch value {
      case .flag(true): setting.flag
      case .flag(false): "no \(setting.flag)"
      default: "\(setting.words) \(value.word)"
      }
    }
    return ([model.title] + words).joined(separator: " + ")
  }

  /// A name as part of a file's name: all but letters, digits and "+", "-", "_", "." of ASCII is a "-".
  static func fileName(of name: String) -> String {
    let plain = name.unicodeScalars.map { scalar in
      scalar.isASCII && (scalar.properties.isAlphabetic || "0123456789+-_.".unicodeScalars.contains(scalar))
        ? Character(scalar) : "-"
    }
    let trimmed = plain.drop { ".-".contains($0) }
    return String(trimmed)
  }

  /// As a folder's name it must have room for a seed.
  static let longestName = 100

  /// A setting that an entrant of this model may have.
  ///
  /// - Throws: `SettingsError` naming the nearest one.
  static func setting(_ key: String, of model: ModelKind, among models: [ModelKind]) throws(SettingsError)
    -> Setting<RunSettings>
  {
    let settings = RunSettings(model, models: models)
    guard let setting = settings.setting(key) else {
      let known = settings.declared.map(\.key).filter { settings.concerns($0) && $0 != "model" && !common.contains($0) }
      throw SettingsError("unknown setting '\(key)'; \(NearestNames.hint(for: key, among: known))")
    }
    guard setting.key != "model" else { throw SettingsError("'model' is no setting of an entrant, but its first word") }
    guard !common.contains(setting.key) else {
      throw SettingsError("'\(key)' is the same for all entrants, and no setting of one")
    }
    guard settings.concerns(setting.key) else {
      throw SettingsError("'\(key)' changes nothing in \(model.name), but in \(setting.models.joined(separator: ", "))")
    }
    return setting
  }

  /// Throws `SettingsError` where a value is none of the setting's.
  static func check(_ choice: ChosenSetting, _ written: String) throws(SettingsError) {
    var probe = RunSettings()
    guard choice.setting.set(choice.value, in: &probe) else {
      throw SettingsError("\(choice.setting.key): expected \(choice.setting.valueExpectation), not '\(written)'")
    }
  }
}

extension Setting {
  /// The key in words: "learning rate" for `learningRate`, "embedding L2" for `embeddingL2`.
  fileprivate var words: String {
    let letters = Array(key)
    return letters.indices.map { index in
      guard letters[index].isUppercase else { return "\(letters[index])" }
      let isSymbol = index + 1 < letters.count && letters[index + 1].isNumber
      return " " + (isSymbol ? "\(letters[index])" : letters[index].lowercased())
    }.joined()
  }
}
