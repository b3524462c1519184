/// How far the preparation of a log is.
public struct LogProgress: Sendable, Equatable {
  public enum Stage: String, Sendable {
    case tables, log, copies, rows, vocabulary, statistics, store
  }

  public var stage: Stage
  /// Bytes of the files as they lie on the disk (compressed, where they are) while tables and log are read; then rows,
  /// fields, keys and columns.
  public var done: Int
  public var total: Int
  /// Rows read.
  public var rows: Int
}
