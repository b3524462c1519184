import Foundation

/// Numbers as logs write them.
enum Numbers {
  /// What a cell says as a number.
  enum Reading: Equatable {
    case number(Double)
    /// Nothing, or one of the usual words for it (NaN, NA, null, None, \N, <NA>, #N/A, NaT).
    case missing
    case unreadable
  }

  static func read(_ cell: Cell) -> Reading {
    if let number = decimal(cell) { return .number(number) }
    let text = String(decoding: cell, as: UTF8.self).trimmingCharacters(in: .whitespaces)
    switch text.lowercased() {
    case "", "nan", "na", "n/a", "null", "none", "\\n", "<na>", "(null)", "#n/a", "nat", "nil": return .missing
    default: return Double(text).map { $0.isNaN ? .missing : .number($0) } ?? .unreadable
    }
  }

  /// The same with a comma before decimals.
  static func readWithComma(_ cell: Cell) -> Reading {
    // A point would be between thousands, which nothing here reads.
    guard !cell.contains(UInt8(ascii: ".")) else { return .unreadable }
    guard let comma = cell.firstIndex(of: UInt8(ascii: ",")) else { return read(cell) }
    var bytes = Array(cell)
    bytes[comma] = UInt8(ascii: ".")
    return bytes.withUnsafeBytes { read($0) }
  }

  static func read(_ text: String) -> Double? {
    var copy = text
    return copy.withUTF8 { if case .number(let number) = read(Cell($0)) { number } else { nil } }
  }

  /// A number and nothing else; no word for a missing one, and no sign but a minus.
  static func plain(_ cell: Cell) -> Double? {
    if let number = decimal(cell) { return number }
    guard let first = cell.first, first &- UInt8(ascii: "0") < 10 || first == UInt8(ascii: "-") else { return nil }
    if case .number(let number) = read(cell), number.isFinite { return number }
    return nil
  }

  /// Plain decimals, exactly: a mantissa under 2⁵³ and a power of ten up to 10²² are exact doubles, so their quotient
  /// is the nearest one (Clinger's fast path). Anything else is left to the library.
  @inline(__always)
  private static func decimal(_ cell: Cell) -> Double? {
    var i = 0
    let negative = cell.count > 0 && cell[0] == UInt8(ascii: "-")
    if negative { i = 1 }
    var mantissa: UInt64 = 0
    var digits = 0
    var decimals = 0
    var seenPoint = false
    while i < cell.count {
      let byte = cell[i]
      if byte >= UInt8(ascii: "0"), byte <= UInt8(ascii: "9") {
        mantissa = mantissa &* 10 &+ UInt64(byte - UInt8(ascii: "0"))
        digits += 1
        if seenPoint { decimals += 1 }
      } else if byte == UInt8(ascii: "."), !seenPoint {
        seenPoint = true
      } else {
        return nil
      }
      i += 1
    }
    guard digits > 0, digits <= 15 else { return nil }
    let value = decimals == 0 ? Double(mantissa) : Double(mantissa) / powers[decimals]
    return negative ? -value : value
  }

  private static let powers: [Double] = [
    1, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15,
  ]
}
