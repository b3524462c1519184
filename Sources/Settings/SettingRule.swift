/// Which values of its type a setting may have, as a check and in words.
public struct SettingRule<Value: Sendable>: Sendable {
  /// Such as "1 to 4096"; nil where any value will do.
  public let words: String?
  let holds: @Sendable (Value) -> Bool
  /// Whether an error repeats the value: "1 to 4096, not 0".
  let repeatsValue: Bool

  /// - Parameters:
  ///   - words: what is expected.
  ///   - holds: whether a value may be.
  public init(_ words: String, repeatsValue: Bool = true, _ holds: @escaping @Sendable (Value) -> Bool) {
    self.init(words: words, repeatsValue: repeatsValue, holds)
  }

  private init(words: String?, repeatsValue: Bool, _ holds: @escaping @Sendable (Value) -> Bool) {
    (self.words, self.repeatsValue, self.holds) = (words, repeatsValue, holds)
  }

  public static var any: SettingRule { SettingRule(words: nil, repeatsValue: false) { _ in true } }
}

extension SettingRule {
  /// The rule of a setting that may be without a value.
  public static func ifAny<Some: SettingType>(_ rule: SettingRule<Some>) -> SettingRule where Value == Some? {
    SettingRule(words: rule.words, repeatsValue: rule.repeatsValue) { value in value.map(rule.holds) ?? true }
  }
}

extension SettingRule where Value == Int {
  public static func within(_ range: ClosedRange<Int>) -> SettingRule {
    SettingRule("\(range.lowerBound) to \(range.upperBound)") { range.contains($0) }
  }

  /// - Parameter most: the largest number that the program can work with, not worth a word.
  public static func atLeast(_ least: Int, most: Int = .max) -> SettingRule {
    SettingRule("\(least) or more") { $0 >= least && $0 <= most }
  }
}

extension SettingRule where Value == Double {
  public static func atLeast(_ least: Double) -> SettingRule {
    SettingRule("\(plain(least)) or more") { $0.isFinite && $0 >= least }
  }

  public static func moreThan(_ bound: Double) -> SettingRule {
    SettingRule("more than \(plain(bound))") { $0.isFinite && $0 > bound }
  }

  /// From a number up to another, which is not one of them.
  public static func within(_ range: Range<Double>) -> SettingRule {
    SettingRule("\(plain(range.lowerBound)) up to, not including, \(plain(range.upperBound))") { range.contains($0) }
  }

  private static func plain(_ number: Double) -> String {
    number == number.rounded() ? "\(Int(number))" : "\(number)"
  }
}
