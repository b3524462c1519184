import ClickLog
import Files
import Foundation

/// A table that is written rows by rows: to a file, which is there whole or not at all, or to standard output.
enum TableFile {
  /// - Parameters:
  ///   - url: of a kind that `TableFormat` knows; nil for standard output, as CSV.
  ///   - body: is handed what takes the rows.
  /// - Throws: `WriteError`, `LogError` if the file is of another kind, and what `body` throws.
  static func write(_ columns: [TableColumn], to url: URL?, _ body: (any TableWriter) throws -> Void) throws {
    guard let url else {
      return try body(try CSVWriter(columns) { try FileHandle.standardOutput.write(contentsOf: Data($0)) })
    }
    switch try TableFormat(url) {
    case .csv:
      try AtomicFile.write(to: url) { file in
        try body(try CSVWriter(columns) { bytes in try bytes.withUnsafeBytes { try file.write($0) } })
      }
    case .parquet:
      try AtomicFile.write(to: url) { file in
        let writer = try ParquetWriter(columns, descriptor: try file.duplicate(), name: url.lastPathComponent)
        try body(writer)
        try writer.finish()
      }
    }
  }
}
