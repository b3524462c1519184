/// `store.json`: what is in a store, so that everything else in it can be checked.
struct StoreManifest: Codable, Equatable {
  static let formatName = "swift-adl store"
  static let currentVersion = 1
  static let fileName = "store.json"
  static let vocabulary = "vocabulary"

  var format = StoreManifest.formatName
  var version = StoreManifest.currentVersion
  /// Of the text the store was made from, in hexadecimal.
  var fingerprint: String
  var labelled: Bool
  /// Rows and clicks of training, validation and test.
  var rows: [Int]
  var clicks: [Int]
  var statistics: LogStatistics
  var labels: StoreColumn
  /// Index + 1, 0 for an unknown scenario.
  var scenarios: StoreColumn
  /// Nil where the schema names no session.
  var sessions: StoreColumn?
  var rowNumbers: StoreColumn
  var fields: [StoreField]
}

/// A file of little-endian unsigned numbers.
struct StoreColumn: Codable, Equatable {
  var file: String
  /// Bytes a number: 1, 2, 4 or 8.
  var width: Int
  var count: Int
  /// Of the file's bytes, in hexadecimal.
  var hash: String
}

/// A field's files: its rows (from 0, without the field's offset), and for several values where each row's begin.
struct StoreField: Codable, Equatable {
  var name: String
  /// As in the vocabulary; ids are below it.
  var rows: Int
  var ids: StoreColumn
  var starts: StoreColumn?
}

/// What was found while a log was prepared.
public struct LogStatistics: Codable, Sendable, Equatable {
  /// Data rows of the input, dropped ones included.
  public var rowsRead: Int
  /// Exact copies of earlier rows; left out if the schema says so, otherwise kept.
  public var duplicates: Int
  public var duplicatesDropped: Bool
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
  }
}
