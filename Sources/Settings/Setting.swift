/// A setting, declared once: its key, type, default, rule, help text, and what it concerns.
///
/// Flags, `run.yaml`, checks, what a resumed run may change, the search space of tuning and docs/Settings.md all follow
/// from the declaration.
///
///     Setting("clusters", \.clusters, .within(1...4096), help: "K, the number of learned distributions.")
public struct Setting<Group: Sendable>: Sendable {
  /// The key in `run.yaml`, such as `batchSize`.
  public let key: String
  /// One sentence for `--help` and docs/Settings.md.
  public let help: String
  public let kind: SettingKind
  /// Whether it may be without a value, which `run.yaml` leaves out.
  public let isOptional: Bool
  /// Which values it may have, in words, such as "1 to 4096"; nil for all of its kind.
  public let range: String?
  /// What is expected of a value of the right kind, where the kind alone does not tell.
  private let expected: String?
  /// Whether the trained model has the same bits for any value, so that a resumed run may have another.
  public let isSilent: Bool
  /// What its default is, where the default depends on other settings; nil for the value in a new group.
  public let defaultText: String?
  /// The models that it concerns, by name; empty for all.
  public let models: [String]
  /// Where `--tune` looks for a better value; nil where it leaves it alone.
  public let search: SettingSearch?

  private let read: @Sendable (Group) -> SettingValue
  private let write: @Sendable (inout Group, SettingValue) -> Bool
  private let problemWith: @Sendable (Group) -> String?

  /// - Parameters:
  ///   - key: as in `run.yaml`; the flag's name follows from it.
  ///   - path: where its value is kept; the default is the value in a new group.
  ///   - rule: which values it may have.
  ///   - expected: what is expected, where the kind of value does not tell.
  ///   - help: a sentence; the default is added.
  public init<Value: SettingType>(
    _ key: String, _ path: any WritableKeyPath<Group, Value> & Sendable, _ rule: SettingRule<Value> = .any,
    expected: String? = nil, isSilent: Bool = false, defaultText: String? = nil, models: [String] = [],
    search: SettingSearch? = nil, help: String
  ) {
    self.key = key
    self.help = help
    self.expected = expected
    self.isSilent = isSilent
    self.defaultText = defaultText
    self.models = models
    self.search = search
    kind = Value.settingKind
    isOptional = Value.isOptionalSetting
    range = rule.words
    read = { $0[keyPath: path].settingValue }
    write = { group, value in
      guard let typed = Value(settingValue: value) else { return false }
      group[keyPath: path] = typed
      return true
    }
    problemWith = { group in
      let value = group[keyPath: path]
      guard let words = rule.words, !rule.holds(value) else { return nil }
      return rule.repeatsValue ? "\(words), not \(value.settingValue.text)" : words
    }
  }

  /// A choice between words that are known only when the program runs.
  ///
  /// - Parameter set: false where the word is none of them.
  public init(
    _ key: String, one words: [String], get: @escaping @Sendable (Group) -> String,
    set: @escaping @Sendable (inout Group, String) -> Bool, help: String
  ) {
    (self.key, self.help, kind, isOptional, range) = (key, help, .choice(words), false, nil)
    (expected, isSilent, defaultText, models, search) = (nil, false, nil, [], nil)
    read = { .text(get($0)) }
    write = { group, value in if case .text(let word) = value { set(&group, word) } else { false } }
    problemWith = { _ in nil }
  }

  private init<Part>(
    _ setting: Setting<Part>, models: [String], get: @escaping @Sendable (Group) -> Part,
    set: @escaping @Sendable (inout Group, Part) -> Void
  ) {
    (key, help, kind, isOptional, range) = (
      setting.key, setting.help, setting.kind, setting.isOptional, setting.range
    )
    (expected, isSilent, defaultText, search) = (
      setting.expected, setting.isSilent, setting.defaultText, setting.search
    )
    self.models = setting.models.isEmpty ? models : setting.models
    read = { setting.read(get($0)) }
    write = { group, value in
      var part = get(group)
      guard setting.write(&part, value) else { return false }
      set(&group, part)
      return true
    }
    problemWith = { setting.problemWith(get($0)) }
  }

  /// The same setting of a whole that the group is a part of.
  ///
  /// - Parameter models: those that the part concerns, by name.
  public func lifted<Whole>(
    models: [String] = [], get: @escaping @Sendable (Whole) -> Group,
    set: @escaping @Sendable (inout Whole, Group) -> Void
  ) -> Setting<Whole> {
    Setting<Whole>(self, models: models, get: get, set: set)
  }

  /// The value in a group.
  public func value(in group: Group) -> SettingValue { read(group) }

  /// Puts a value into a group; false if it is of another kind than the setting's.
  public func set(_ value: SettingValue, in group: inout Group) -> Bool { write(&group, value) }

  /// Throws a `SettingsError` if the group's value breaks the rule.
  public func check(_ group: Group) throws(SettingsError) {
    if let problem = problemWith(group) { throw SettingsError(key: key, "expected \(problem)") }
  }

  /// What was expected where a value of another kind is found.
  public var expectation: String { valueExpectation + (isOptional ? ", or null" : "") }

  /// The same of a flag, which always has a value.
  public var valueExpectation: String { expected ?? kind.expectation }

  /// The name of its flag: `batch-size` for `batchSize`, `embedding-l2` for `embeddingL2`.
  public var flag: String {
    key.reduce(into: "") { flag, letter in flag += letter.isUppercase ? "-\(letter.lowercased())" : "\(letter)" }
  }
}

/// Settings that belong together: what all networks have in common, training's, or a model's own.
public protocol SettingGroup: Equatable, Sendable {
  /// All at their defaults.
  init()
  /// Every one of them, in the order of `run.yaml`.
  static var declared: [Setting<Self>] { get }
}

/// The group of a model that has no settings of its own.
public struct NoSettings: SettingGroup {
  public init() {}
  public static var declared: [Setting<NoSettings>] { [] }
}

extension Setting: CustomStringConvertible {
  public var description: String { key }
}
