/// A setting that cannot be; one line for the user.
public struct SettingsError: Error, Equatable, CustomStringConvertible {
  public let description: String

  public init(_ description: String) { self.description = description }
}
