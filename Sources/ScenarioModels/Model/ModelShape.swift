#if canImport(Darwin)
  import Darwin
#else
  import Glibc
#endif

/// What a model is built for: the fields of the log, the embedding table that they share, the scenarios, and how many rows
/// are clicked.
public struct ModelShape: Sendable {
  public struct Field: Sendable {
    public let name: String
    /// The schema's name for a perspective (user, item, context), for routing on part of the input.
    public let group: String?
    /// The field's first row of the table.
    public let firstRow: Int

    public init(name: String, group: String?, firstRow: Int = 0) {
      self.name = name
      self.group = group
      self.firstRow = firstRow
    }
  }

  public let fields: [Field]
  /// Numbers of each row that stand beside the embeddings as they are: the log's running statistics.
  public let numbers: Int
  /// Rows of the one embedding table, all fields' values together.
  public let tableRows: Int
  /// M
  public let scenarios: Int
  /// What the output's bias starts at: the log-odds of a click, or 0 where a model is built for weights that are there already.
  ///
  /// A network of small weights then starts out as right on average. From 0 its first steps go into finding the click rate,
  /// and all weights bend to it.
  public let outputBias: Float

  /// - Parameter clickRate: of the training rows, in 0...1; nil to start from even odds.
  public init(fields: [Field], numbers: Int = 0, tableRows: Int, scenarios: Int, clickRate: Double? = nil) {
    self.fields = fields
    self.numbers = numbers
    self.tableRows = tableRows
    self.scenarios = scenarios
    outputBias = clickRate.map(Self.logOdds) ?? 0
  }

  /// ln(p / (1 − p)) of a rate, which is taken as no nearer to 0 or 1 than a millionth of a millionth.
  private static func logOdds(_ rate: Double) -> Float {
    let p = min(max(rate, 1e-12), 1 - 1e-12)
    return Float(log(p / (1 - p)))
  }
}
