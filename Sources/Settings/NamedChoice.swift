/// A choice between types by their names, open to types of one's own: a router, a loss.
public protocol NamedChoice: SettingType {
  /// Those that come with this library: what a flag or a file may name.
  static var builtIn: [Self] { get }
  var name: String { get }
}

extension NamedChoice {
  public static var settingKind: SettingKind { .choice(builtIn.map(\.name)) }
  public init?(settingValue: SettingValue) {
    guard let known = Self.builtIn.first(where: { $0.settingValue == settingValue }) else { return nil }
    self = known
  }
  public var settingValue: SettingValue { .text(name) }
}
