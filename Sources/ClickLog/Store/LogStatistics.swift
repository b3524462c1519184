/// What was found while a log was prepared.
public struct LogStatistics: Codable, Sendable, Equatable {
  /// Data rows of the input, dropped ones included.
  public var rowsRead: Int
  /// Rows that could not be read and were left out, as allowed.
  public var badRows: Int
  /// The first of them, each in a line.
  public var firstBadRows: [String]
  /// Exact copies of earlier rows; left out if the schema says so, otherwise kept.
  public var duplicates: Int
  public var duplicatesDropped: Bool
  /// Rows with a conversion and no click; left out if the schema says so, otherwise kept.
  public var contradictions: Int
  public var contradictionsDropped: Bool
  public var joins: [JoinMisses]
  /// Rows of scenarios that training did not have.
  public var unknownScenarios: Int
  public var fields: [UnknownShare]
  /// When the parts' rows happened; nil where the schema names no time.
  public var times: Times?
  /// Files without a row, which were left out.
  public var emptyFiles: Int?

  public struct Times: Codable, Sendable, Equatable {
    /// The column.
    public var column: String
    /// What its values are, such as `milliseconds since 1970`.
    public var unit: String
    /// Whether some have an offset from UTC and some have none; these count as UTC.
    public var mixesZones: Bool
    /// Of training, validation and test; nil for a part without a row that has a time.
    public var ranges: [Range?]
    /// Whether a training row is later than a test row.
    public var trainsOnLaterRows: Bool

    /// Instants like `2024-01-06 12:00:00` in UTC, or numbers.
    public struct Range: Codable, Sendable, Equatable {
      public var from: String
      public var to: String
    }
  }

  /// Rows of the log whose key a side table does not have.
  public struct JoinMisses: Codable, Sendable, Equatable {
    public var file: String
    public var rows: Int
  }

  /// How much of a field's values fell into its unknown row, 0...1, in training, validation and test (0 without rows).
  public struct UnknownShare: Codable, Sendable, Equatable {
    public var field: String
    public var shares: [Double]
    /// The share of rows without a value, in training, validation and test.
    public var missing: [Double]
    /// Values a row, on average over all parts.
    public var valuesPerRow: Double
  }
}
