extension SettingValue {
  /// The value that one word says, as in `hidden:256/128`: the numbers of a list have slashes between. Nil for a word that is
  /// no value of this kind.
  public init?(word: String, _ kind: SettingKind) {
    let value: SettingValue? =
      switch kind {
      case .flag: Bool(word).map(SettingValue.flag)
      case .integer: Int(word).map(SettingValue.integer)
      case .number: Double(word).map(SettingValue.number)
      case .text, .choice: .text(word)
      case .integers: Self.integers(word)
      }
    guard let value else { return nil }
    self = value
  }

  private static func integers(_ word: String) -> SettingValue? {
    let parts = word.split(separator: "/", omittingEmptySubsequences: false).map { Int($0) }
    return parts.contains(nil) ? nil : .integers(parts.compactMap { $0 })
  }

  /// The value as a word, such that `init` makes the same of it.
  public var word: String {
    if case .integers(let numbers) = self { numbers.map(String.init).joined(separator: "/") } else { text }
  }
}
