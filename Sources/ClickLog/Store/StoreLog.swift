import Files

/// A log that a store was prepared with, or that was appended to it.
public struct StoreLog: Codable, Equatable, Sendable {
  /// The name of its file or folder.
  public var name: String
  /// In hexadecimal (`PreparedLog.fingerprint` of this log alone).
  var fingerprint: String
  /// Which sections are its own.
  var generation: Int
  /// Rows of its input, dropped ones included.
  var rowsRead: Int
  /// Rows of each side table that came with it, the one for missing keys included.
  var tableRows: [Int]
  /// When its rows happened; nil where the schema names no time.
  public var times: LogStatistics.Times.Range?
  /// The same as numbers: seconds since 1970, or what the column has.
  var first: Double?
  var last: Double?

  /// For people: its name, and when its rows happened.
  public var title: String { times.map { "\(name) (\($0.from) to \($0.to))" } ?? name }

  /// Whether an encoding was fitted on it or has grown by it.
  public func isKnown(to logs: [KnownLog]) -> Bool {
    Fingerprint.read(fingerprint).map { logs.log($0) != nil } ?? false
  }

  /// Whether some of its rows may have happened at the same time as some of another's.
  public func overlaps(_ other: StoreLog) -> Bool {
    guard let first, let last, let otherFirst = other.first, let otherLast = other.last else { return false }
    return first <= otherLast && otherFirst <= last
  }
}
