/// Text of a log as bytes: numbers go in digit by digit, everything else ready-made, and nothing through a formatter. A cell
/// that may need quotes goes through `CSVCell` of the module `Files` first.
struct LogText: Sendable {
  private(set) var bytes: [UInt8] = []

  var count: Int { bytes.count }

  mutating func reserve(_ capacity: Int) { bytes.reserveCapacity(capacity) }

  mutating func removeAll() { bytes.removeAll(keepingCapacity: true) }

  mutating func append(_ text: String) { bytes.append(contentsOf: text.utf8) }

  mutating func append(_ text: [UInt8]) { bytes.append(contentsOf: text) }

  mutating func append(byte: UInt8) { bytes.append(byte) }

  /// Appends a number that is not negative in decimal digits.
  mutating func append(number: Int) {
    if number >= 10 { append(number: number / 10) }
    bytes.append(UInt8(ascii: "0") + UInt8(number % 10))
  }

  /// Appends a number in 0...1 with nine decimals.
  mutating func append(billionths number: Double) {
    let scaled = Int((number * 1e9).rounded())
    append(number: scaled / 1_000_000_000)
    bytes.append(UInt8(ascii: "."))
    var place = 100_000_000
    while place > 0 {
      bytes.append(UInt8(ascii: "0") + UInt8(scaled / place % 10))
      place /= 10
    }
  }

  /// Appends sixteen lower-case hexadecimal digits.
  mutating func append(hexadecimal number: UInt64) {
    for shift in stride(from: 60, through: 0, by: -4) {
      let digit = UInt8(truncatingIfNeeded: number >> UInt64(shift)) & 15
      bytes.append(digit < 10 ? UInt8(ascii: "0") + digit : UInt8(ascii: "a") + digit - 10)
    }
  }
}
