import ArgumentParser
import Runs
import Settings
import Training

/// Which settings a group of flags is for.
protocol SettingSelection {
  static func includes(_ setting: Setting<RunSettings>) -> Bool
}

/// Settings as flags, made from their declarations: name, kind, help and default are said there and nowhere else.
///
/// ArgumentParser finds a command's flags by looking at its properties in a mirror. These are as many as there are
/// settings, so the mirror is made here, and what was parsed is asked for by key.
struct SettingFlags<Selection: SettingSelection>: ParsableArguments, CustomReflectable {
  /// The settings that were given, with their values.
  private(set) var given: [(setting: Setting<RunSettings>, value: SettingValue)] = []

  init() {}

  init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: SettingKey.self)
    for setting in Self.settings {
      if let value = try setting.flagValue(in: container) { given.append((setting, value)) }
    }
  }

  var customMirror: Mirror {
    // Properties with a wrapper are stored under their name with an underscore.
    Mirror(self, children: Self.settings.map { ("_\($0.key)", $0.flagDefinition) })
  }

  private static var settings: [Setting<RunSettings>] { RunSettings.declared().filter(Selection.includes) }
}

private struct SettingKey: CodingKey {
  let stringValue: String
  var intValue: Int? { nil }

  init(stringValue: String) { self.stringValue = stringValue }
  init?(intValue: Int) { nil }
}

extension Setting where Group == RunSettings {
  fileprivate var flagDefinition: Any {
    let name = NameSpecification.customLong(flag)
    let text = "\(help) (default: \(defaultText ?? value(in: RunSettings()).flagText))"
    switch kind {
    case .flag: return Flag<Bool?>(name: name, inversion: .prefixedNo, help: "\(text)")
    case .integer: return Option<Int?>(name: name, help: "\(text)")
    case .number: return Option<Double?>(name: name, help: "\(text)")
    case .text: return Option<String?>(name: name, help: "\(text)")
    case .integers:
      return Option<String?>(name: name, help: "\(text)") { text in
        guard Self.integers(text) != nil else { throw ValidationError("expected whole numbers with commas between") }
        return text
      }
    case .choice(let words):
      return Option<String?>(
        name: name,
        help: "\(help) (values: \(words.joined(separator: ", ")); default: \(value(in: RunSettings()).text))",
        completion: .list(words)
      ) { word in
        guard words.contains(word) else { throw ValidationError("expected one of \(words.joined(separator: ", "))") }
        return word
      }
    }
  }

  fileprivate func flagValue(in container: KeyedDecodingContainer<SettingKey>) throws -> SettingValue? {
    let key = SettingKey(stringValue: key)
    switch kind {
    case .flag: return try container.decode(Flag<Bool?>.self, forKey: key).wrappedValue.map(SettingValue.flag)
    case .integer: return try container.decode(Option<Int?>.self, forKey: key).wrappedValue.map(SettingValue.integer)
    case .number: return try container.decode(Option<Double?>.self, forKey: key).wrappedValue.map(SettingValue.number)
    case .text, .choice:
      return try container.decode(Option<String?>.self, forKey: key).wrappedValue.map(SettingValue.text)
    case .integers:
      let text = try container.decode(Option<String?>.self, forKey: key).wrappedValue
      return text.flatMap(Self.integers).map(SettingValue.integers)
    }
  }

  /// `512,256`; nil where a part is no whole number. Nothing is an empty list.
  private static func integers(_ text: String) -> [Int]? {
    let parts = text.split(separator: ",").map { Int($0.filter { $0 != " " }) }
    return parts.contains(nil) ? nil : parts.compactMap { $0 }
  }
}

extension SettingValue {
  /// As a flag takes it, for a default.
  fileprivate var flagText: String {
    switch self {
    case .flag(let flag): flag ? "on" : "off"
    case .number(let number) where number == number.rounded() && abs(number) < 1e15: "\(Int(number))"
    case .integers(let numbers): numbers.map(String.init).joined(separator: ",")
    default: text
    }
  }
}
