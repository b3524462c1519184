import Foundation

/// Numbers as logs write them.
enum Numbers {
  /// What a cell says as a number.
  enum Reading: Equatable {
    case number(Double)
    /// Nothing, or one of the usual words for it (NaN, NA, null, None, \N).
    case missing
    case unreadable
  }

  static func read(_ cell: Cell) -> Reading {
    if let number = decimal(cell) { return .number(number) }
    let text = String(decoding: cell, as: UTF8.self).trimmingCharacters(in: .whitespaces)
    switch text.lowercased() {
    case "", "nan", "na", "n/a", "null", "none", "\\n": return .missing
    default: return Double(text).map { $0.isNaN ? .missing : .number($0) } ?? .unreadable
    }
  }

  static func read(_ text: String) -> Double? {
    var copy = text
    return copy.withUTF8 { if case .number(let number) = read(Cell($0)) { number } else { nil } }
  }

  /// A point in time as a number that orders like it: a number itself, or the digits of an ISO date and time.
  static func readTime(_ cell: Cell) -> Double? {
    switch read(cell) {
    case .number(let number): return number
    case .missing: return nil
    case .unreadable: break
    }
    // 2022-05-06, 2022-05-06 10:00, 2022-05-06T10:00:00.123Z: the digits, as yyyymmddHHMMSS and a fraction.
    var digits = 0.0
    var count = 0
    for (i, byte) in cell.enumerated() {
      switch byte {
      case UInt8(ascii: "0")...UInt8(ascii: "9"):
        count += 1
        digits += Double(byte - UInt8(ascii: "0")) * pow(10, Double(14 - count))
      case UInt8(ascii: "-") where i == 4 || i == 7, UInt8(ascii: ":") where i > 10: continue
      case UInt8(ascii: "T"), UInt8(ascii: " "): if i != 10 { return nil }
      case UInt8(ascii: "."): if count != 14 { return nil }
      case UInt8(ascii: "Z"): if i != cell.count - 1 { return nil }
      default: return nil
      }
    }
    return count >= 8 ? digits : nil
  }

  /// Compares as numbers where both are, otherwise as text.
  static func less(_ a: String, _ b: String) -> Bool {
    if let x = read(a), let y = read(b) { return x < y }
    return a < b
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
