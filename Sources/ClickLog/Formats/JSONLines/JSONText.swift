/// What a JSON string's escapes stand for.
enum JSONText {
  private static let backslash = UInt8(ascii: "\\")
  /// What stands in the place of half a surrogate pair, which is no character.
  private static let replacement: UInt32 = 0xfffd

  /// Hands over a string's bytes run by run, its escapes resolved.
  ///
  /// - Parameter text: of which the scanner has seen that its escapes are whole.
  @inline(__always)
  static func forEachRun(of text: Cell, _ body: (Cell) -> Void) {
    var i = 0
    while i < text.count {
      var end = i
      while end < text.count, text[end] != backslash { end += 1 }
      if end > i { body(Cell(rebasing: text[i..<end])) }
      i = end
      guard i + 1 < text.count else { return }
      if text[i + 1] == UInt8(ascii: "u") {
        var code = unit(text, i)
        i += 6
        if code >> 10 == 0xd800 >> 10, i + 1 < text.count, text[i] == backslash, text[i + 1] == UInt8(ascii: "u") {
          let low = unit(text, i)
          if low >> 10 == 0xdc00 >> 10 {
            code = 0x10000 + (code & 0x3ff) << 10 + low & 0x3ff
            i += 6
          }
        }
        encode(code >> 11 == 0xd800 >> 11 ? replacement : code, body)
      } else {
        withUnsafeBytes(of: character(text[i + 1])) { body($0) }
        i += 2
      }
    }
  }

  /// A hexadecimal digit's value.
  @inline(__always)
  static func digit(_ byte: UInt8) -> UInt32? {
    switch byte {
    case UInt8(ascii: "0")...UInt8(ascii: "9"): UInt32(byte - UInt8(ascii: "0"))
    case UInt8(ascii: "a")...UInt8(ascii: "f"): UInt32(byte - UInt8(ascii: "a")) + 10
    case UInt8(ascii: "A")...UInt8(ascii: "F"): UInt32(byte - UInt8(ascii: "A")) + 10
    default: nil
    }
  }

  /// The number of `\uXXXX` at a place.
  private static func unit(_ text: Cell, _ place: Int) -> UInt32 {
    guard place + 6 <= text.count else { return replacement }
    return (2..<6).reduce(0) { $0 << 4 | (digit(text[place + $1]) ?? 0) }
  }

  private static func character(_ letter: UInt8) -> UInt8 {
    switch letter {
    case UInt8(ascii: "b"): 0x08
    case UInt8(ascii: "f"): 0x0c
    case UInt8(ascii: "n"): 0x0a
    case UInt8(ascii: "r"): 0x0d
    case UInt8(ascii: "t"): 0x09
    default: letter
    }
  }

  private static func encode(_ code: UInt32, _ body: (Cell) -> Void) {
    guard let scalar = Unicode.Scalar(code) else { return }
    withUnsafeTemporaryAllocation(byteCount: 4, alignment: 1) { bytes in
      var count = 0
      for byte in UTF8.encode(scalar) ?? UTF8.encodedReplacementCharacter {
        bytes[count] = byte
        count += 1
      }
      body(Cell(rebasing: bytes[..<count]))
    }
  }
}
