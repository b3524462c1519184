import ClickLog

/// A setting that cannot be; one line for the user, also where a file's own words are in it.
public struct SettingsError: Error, Equatable, CustomStringConvertible {
  public let description: String

  public init(_ description: String) { self.description = LogError.shortLine(description) }
}
