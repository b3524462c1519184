/// Settings that make no log: one line that names the setting, and what was expected of it.
public struct PlantedLogError: Error, Sendable, Equatable, CustomStringConvertible {
  public let description: String
}
