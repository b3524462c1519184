import Files

/// `store.json`: what is in a store, so that everything else in it can be checked.
struct StoreManifest: Codable, Equatable {
  static let formatName = "swift-adl store"
  static let currentVersion = 4
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
  /// Those whose rows are in the sections, in the order in which they came.
  var logs: [StoreLog]
  var statistics: LogStatistics
  var tables: [StoreTable]
  /// 0 or 1; or shares from 0 to 1 as 32-bit floats (then without a bound).
  var labels: StoreColumn
  /// Whether rows without a click are only some of them, and each stands for several.
  var isSampled: Bool?
  /// How much each row counts, as 32-bit floats; nil where all count the same.
  var weights: StoreColumn?
  /// Index + 1, 0 for an unknown scenario.
  var scenarios: StoreColumn
  /// Nil where the schema names no session.
  var sessions: StoreSessions?
  var rowNumbers: StoreColumn
  var fields: [StoreField]
  /// Of each key of the statistics, what each row sees, as pairs of 32-bit floats: rows and clicks. Nil without statistics.
  var counts: [StoreColumn]?
}

struct StoreSection: Codable, Equatable {
  /// `PartName.rawValue`
  var part: Int
  var rows: Int
  /// Rows with a click; where labels are counts or probabilities, their sum.
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
