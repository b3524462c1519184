import Files

/// `store.json`: what is in a store, so that everything else in it can be checked.
struct StoreManifest: Codable, Equatable {
  static let formatName = "swift-adl store"
  static let currentVersion = 3
  static let fileName = "store.json"
  static let vocabulary = "vocabulary"

  var format = StoreManifest.formatName
  var version = StoreManifest.currentVersion
  var checksum = Seal.open
  /// Of what the used columns of the log say, in hexadecimal.
  var fingerprint: String
  var labelled: Bool
  /// The rows lie in these sections, one after another, each in the order of the input: training, validation and test of
  /// the log that was prepared first, then of each that was appended.
  var sections: [StoreSection]
  var statistics: LogStatistics
  var tables: [StoreTable]
  var labels: StoreColumn
  /// Index + 1, 0 for an unknown scenario.
  var scenarios: StoreColumn
  /// Nil where the schema names no session.
  var sessions: StoreSessions?
  var rowNumbers: StoreColumn
  var fields: [StoreField]
}

struct StoreSection: Codable, Equatable {
  /// `PartName.rawValue`
  var part: Int
  var rows: Int
  var clicks: Int
  /// 0 for the first log, then counting what was appended.
  var generation: Int
}

/// A side table: its columns are stored once a row of its own, and each row of the log holds a row of it.
struct StoreTable: Codable, Equatable {
  var name: String
  var rows: Int
  var rowOf: StoreColumn
}

/// A file of little-endian numbers.
struct StoreColumn: Codable, Equatable {
  /// Bytes that are hashed together.
  static let blockBytes = 1 << 22

  var file: String
  /// Bytes a number: 1, 2, 4 or 8.
  var width: Int
  var count: Int
  /// Every number is below this; 0 where numbers are floating-point weights.
  var bound: Int
  /// Of each block of the file, in hexadecimal.
  var blocks: [String]
}

struct StoreSessions: Codable, Equatable {
  /// Whose rows have the sessions; nil for the log's own.
  var table: Int?
  var column: StoreColumn
}

/// A field's files: its rows (from 0, without the field's offset), and for several values where each row's begin, and
/// their weights.
struct StoreField: Codable, Equatable {
  var name: String
  /// As in the vocabulary; ids are below it.
  var rows: Int
  /// The side table whose rows have these values; nil for the log's own.
  var table: Int?
  var ids: StoreColumn
  var starts: StoreColumn?
  var weights: StoreColumn?
}

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
