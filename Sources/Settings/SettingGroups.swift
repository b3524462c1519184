/// Settings of parts that are known by their types only (models, routers), each part's in a group of its own.
public struct SettingGroups: Sendable {
  /// Those that were written to; the others are at their defaults.
  private var groups: [ObjectIdentifier: any SettingGroup] = [:]

  public init() {}

  /// The settings of a part.
  public subscript<Group: SettingGroup>(of part: Any.Type) -> Group {
    get { groups[ObjectIdentifier(part)] as? Group ?? Group() }
    set { groups[ObjectIdentifier(part)] = newValue }
  }
}

extension SettingGroups: Equatable {
  /// Whether all values are the same; settings never written to have their defaults.
  public static func == (a: SettingGroups, b: SettingGroups) -> Bool {
    func same<Group: SettingGroup>(_ group: Group, _ other: (any SettingGroup)?) -> Bool {
      group == (other as? Group ?? Group())
    }
    return a.groups.allSatisfy { same($1, b.groups[$0]) } && b.groups.allSatisfy { same($1, a.groups[$0]) }
  }
}
