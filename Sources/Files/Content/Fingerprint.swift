/// A 64-bit hash as text: sixteen hexadecimal digits.
package enum Fingerprint {
  package static func text(_ value: UInt64) -> String {
    let digits = String(value, radix: 16)
    return String(repeating: "0", count: 16 - digits.count) + digits
  }

  /// Nil if the text is no hexadecimal number.
  package static func read(_ text: String) -> UInt64? { UInt64(text, radix: 16) }
}
