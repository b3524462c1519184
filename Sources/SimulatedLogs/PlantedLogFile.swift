import Foundation

/// A file written through one buffer of text.
struct PlantedLogFile {
  private let handle: FileHandle
  private var text = LogText()

  /// Creates the file, or empties it.
  init(_ url: URL) throws {
    try Data().write(to: url)
    handle = try FileHandle(forWritingTo: url)
    text.reserve(1 << 21)
  }

  mutating func append(_ string: String) { text.append(string) }

  mutating func append(_ bytes: [UInt8]) { text.append(bytes) }

  mutating func append(number: Int) { text.append(number: number) }

  mutating func append(billionths number: Double) { text.append(billionths: number) }

  /// Hands text that was made elsewhere to the system, after what was buffered.
  mutating func write(_ other: LogText) throws {
    if text.count > 0 { try flush() }
    try handle.write(contentsOf: other.bytes)
  }

  /// Hands what was buffered to the system.
  mutating func flush() throws {
    try handle.write(contentsOf: text.bytes)
    text.removeAll()
  }

  mutating func close() throws {
    try flush()
    try handle.close()
  }
}
