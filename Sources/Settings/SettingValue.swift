/// What a setting holds, apart from its Swift type: what a file of settings, a flag and a table have in common.
public enum SettingValue: Equatable, Sendable {
  /// Not set, where that is a value.
  case none
  case flag(Bool)
  case integer(Int)
  case number(Double)
  case text(String)
  case integers([Int])

  /// The value as a person writes it; empty for none.
  public var text: String {
    switch self {
    case .none: ""
    case .flag(let flag): "\(flag)"
    case .integer(let number): "\(number)"
    case .number(let number): "\(number)"
    case .text(let text): text
    case .integers(let numbers): numbers.map(String.init).joined(separator: ", ")
    }
  }
}

/// The kind of value that a setting takes, which decides how it is read from a file or a flag.
public enum SettingKind: Equatable, Sendable {
  case flag
  case integer
  case number
  case text
  case integers
  /// One of these words.
  case choice([String])

  /// What was expected where a value is of another kind.
  public var expectation: String {
    switch self {
    case .flag: "true or false"
    case .integer: "a whole number"
    case .number: "a number"
    case .text: "text"
    case .integers: "a list of whole numbers, such as [512, 256]"
    case .choice(let words): "one of \(words.joined(separator: ", "))"
    }
  }
}

/// A Swift type that a setting may have.
public protocol SettingType: Equatable, Sendable {
  static var settingKind: SettingKind { get }
  /// Whether no value is a value.
  static var isOptionalSetting: Bool { get }
  /// Nil for a value of another kind.
  init?(settingValue: SettingValue)
  var settingValue: SettingValue { get }
}

extension SettingType {
  public static var isOptionalSetting: Bool { false }
}

extension Bool: SettingType {
  public static var settingKind: SettingKind { .flag }
  public init?(settingValue: SettingValue) {
    if case .flag(let value) = settingValue { self = value } else { return nil }
  }
  public var settingValue: SettingValue { .flag(self) }
}

extension Int: SettingType {
  public static var settingKind: SettingKind { .integer }
  public init?(settingValue: SettingValue) {
    if case .integer(let value) = settingValue { self = value } else { return nil }
  }
  public var settingValue: SettingValue { .integer(self) }
}

extension Double: SettingType {
  public static var settingKind: SettingKind { .number }
  public init?(settingValue: SettingValue) {
    switch settingValue {
    case .number(let value): self = value
    case .integer(let value): self = Double(value)
    default: return nil
    }
  }
  public var settingValue: SettingValue { .number(self) }
}

extension String: SettingType {
  public static var settingKind: SettingKind { .text }
  public init?(settingValue: SettingValue) {
    if case .text(let value) = settingValue { self = value } else { return nil }
  }
  public var settingValue: SettingValue { .text(self) }
}

extension [Int]: SettingType {
  public static var settingKind: SettingKind { .integers }
  public init?(settingValue: SettingValue) {
    if case .integers(let value) = settingValue { self = value } else { return nil }
  }
  public var settingValue: SettingValue { .integers(self) }
}

extension Optional: SettingType where Wrapped: SettingType {
  public static var settingKind: SettingKind { Wrapped.settingKind }
  public static var isOptionalSetting: Bool { true }
  public init?(settingValue: SettingValue) {
    if settingValue == .none {
      self = .none
    } else {
      guard let value = Wrapped(settingValue: settingValue) else { return nil }
      self = .some(value)
    }
  }
  public var settingValue: SettingValue { map(\.settingValue) ?? .none }
}

/// A choice between words: an enumeration of strings needs only to say that it is one.
public protocol SettingChoice: SettingType, CaseIterable, RawRepresentable<String> {}

extension SettingChoice {
  public static var settingKind: SettingKind { .choice(allCases.map(\.rawValue)) }
  public init?(settingValue: SettingValue) {
    guard case .text(let word) = settingValue, let value = Self(rawValue: word) else { return nil }
    self = value
  }
  public var settingValue: SettingValue { .text(rawValue) }
}
