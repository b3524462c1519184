import ClickLog
import Files
import Foundation

/// A file written through one buffer of text.
struct LogTextFile {
  private let file: FileWriter<UInt8>
  private var text = LogText()

  /// Creates the file, or empties it.
  init(_ url: URL) throws {
    file = try FileWriter(url)
    text.reserve(1 << 21)
  }

  mutating func append(_ string: String) { text.append(string) }

  mutating func append(_ bytes: [UInt8]) { text.append(bytes) }

  mutating func append(number: Int) { text.append(number: number) }

  mutating func append(billionths number: Double) { text.append(billionths: number) }

  /// Hands text that was made elsewhere to the system, after what was buffered.
  mutating func write(_ other: LogText) throws {
    if text.count > 0 { try flush() }
    try other.bytes.withUnsafeBytes { try file.append(contentsOf: $0) }
  }

  /// Hands what was buffered to the system.
  mutating func flush() throws {
    try text.bytes.withUnsafeBytes { try file.append(contentsOf: $0) }
    text.removeAll()
  }

  mutating func close() throws {
    try flush()
    try file.finish()
  }
}
