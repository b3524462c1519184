/// A schema that comes with the format of a log's files.
public struct BuiltInSchema: Sendable, Equatable {
  /// The log in words, such as "Ali-CCP as it is published".
  public let log: String
  public let schema: Schema
}
