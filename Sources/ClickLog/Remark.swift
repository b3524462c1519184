/// One sentence about the work and its data that is no error.
public struct Remark: Sendable, Equatable {
  public enum Severity: Sendable { case note, warning }

  public let severity: Severity
  public let text: String
  /// What helps, where something can be done.
  public let remedy: Remedy?

  public init(_ severity: Severity, _ text: String, remedy: Remedy? = nil) {
    (self.severity, self.text, self.remedy) = (severity, text, remedy)
  }
}
