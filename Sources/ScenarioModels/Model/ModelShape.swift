/// What a model is built for: the fields of the log, the embedding table that they share, and the scenarios.
public struct ModelShape: Sendable {
  public struct Field: Sendable {
    public let name: String
    /// The schema's name for a perspective (user, item, context), for routing on part of the input.
    public let group: String?

    public init(name: String, group: String?) {
      self.name = name
      self.group = group
    }
  }

  public let fields: [Field]
  /// Rows of the one embedding table, all fields' values together.
  public let tableRows: Int
  /// M
  public let scenarios: Int

  public init(fields: [Field], tableRows: Int, scenarios: Int) {
    self.fields = fields
    self.tableRows = tableRows
    self.scenarios = scenarios
  }
}
