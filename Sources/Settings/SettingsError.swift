/// A setting that cannot be, in one line.
public struct SettingsError: Error, Equatable, Sendable, CustomStringConvertible {
  /// The setting's key; nil where it is no single setting.
  public let key: String?
  /// What was expected.
  public let problem: String

  /// - Parameter problem: a whole line.
  public init(_ problem: String) { (key, self.problem) = (nil, problem) }

  public init(key: String, _ problem: String) { (self.key, self.problem) = (key, problem) }

  public var description: String { key.map { "\($0): \(problem)" } ?? problem }
}
