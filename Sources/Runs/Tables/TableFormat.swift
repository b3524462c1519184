import ClickLog
import Foundation

/// How a table is written, as the name of its file says.
public enum TableFormat: Sendable {
  case csv, parquet

  /// Endings of files that other programs read by their names: nothing else is written under one of them.
  private static let others: Set<String> = [
    "arrow", "arrows", "avro", "bz2", "db", "duckdb", "feather", "gz", "h5", "hdf5", "html", "ipc", "json", "jsonl",
    "lz4",
    "md", "ndjson", "npy", "npz", "orc", "pickle", "pkl", "sqlite", "tab", "tsv", "xls", "xlsx", "xml", "xz", "yaml",
    "yml",
    "zip", "zst",
  ]

  /// - Throws: `LogError` for the name of a file of another kind, and for Parquet where this program cannot write it.
  public init(_ file: URL) throws {
    let name = file.lastPathComponent
    switch file.pathExtension.lowercased() {
    case "parquet", "pq":
      try ParquetWriter.check(name)
      self = .parquet
    case let ending where Self.others.contains(ending):
      throw LogError("expected a file of a kind that is written here: .csv or .parquet, not .\(ending)", file: name)
    default: self = .csv
    }
  }
}
