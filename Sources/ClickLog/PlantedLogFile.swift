import Foundation

/// A file written through one buffer of bytes: rows go in as digits and ready-made text, never through a formatter.
struct PlantedLogFile {
  private let handle: FileHandle
  private var buffer: [UInt8] = []

  /// Creates the file, or empties it.
  init(_ url: URL) throws {
    try Data().write(to: url)
    handle = try FileHandle(forWritingTo: url)
    buffer.reserveCapacity(1 << 21)
  }

  mutating func append(_ text: String) { buffer.append(contentsOf: text.utf8) }

  mutating func append(_ bytes: [UInt8]) { buffer.append(contentsOf: bytes) }

  /// Appends a number that is not negative in decimal digits.
  mutating func append(number: Int) {
    if number >= 10 { append(number: number / 10) }
    buffer.append(UInt8(ascii: "0") + UInt8(number % 10))
  }

  /// Appends a number in 0...1 with nine decimals.
  mutating func append(billionths number: Double) {
    let scaled = Int((number * 1e9).rounded())
    append(number: scaled / 1_000_000_000)
    buffer.append(UInt8(ascii: "."))
    var place = 100_000_000
    while place > 0 {
      buffer.append(UInt8(ascii: "0") + UInt8(scaled / place % 10))
      place /= 10
    }
  }

  /// Hands what was buffered to the system.
  mutating func flush() throws {
    try handle.write(contentsOf: buffer)
    buffer.removeAll(keepingCapacity: true)
  }

  mutating func close() throws {
    try flush()
    try handle.close()
  }
}
