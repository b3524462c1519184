/// Goes through one line of JSON, byte by byte.
///
/// The line has a newline behind it and eight more bytes of memory behind that: JSON has no newline within an object's line,
/// so each loop stops there, and none asks whether the memory ends.
struct JSONScanner {
  /// Objects and lists in one another.
  static let deepest = 128
  private static let newline = UInt8(ascii: "\n")
  private static let quote = UInt8(ascii: "\"")
  private static let backslash = UInt8(ascii: "\\")

  /// The next byte.
  private(set) var at: UnsafePointer<UInt8>
  /// What was expected at `at`, once the line turned out to be no JSON.
  private(set) var expected: String?

  init(_ line: UnsafePointer<UInt8>) { at = line }

  /// The bytes between a string's quotes, as they stand there.
  struct Text {
    let bytes: Cell
    let isEscaped: Bool
  }

  /// A value that is neither an object nor a list.
  enum Scalar {
    case string(Text)
    /// A number's text.
    case number(Cell)
    case truth(Bool)
    /// Also NaN, which Python writes.
    case null
    case infinity(isNegative: Bool)
  }

  /// The next byte's value; a newline at the line's end.
  var byte: UInt8 { at.pointee }
  var isAtEnd: Bool { byte == Self.newline }

  /// Says that the line is no JSON; always nil.
  @inline(never)
  mutating func fail<T>(_ expected: String) -> T? {
    self.expected = self.expected ?? expected
    return nil
  }

  @inline(__always)
  mutating func skipBlanks() {
    while byte == 0x20 || byte == 0x0d || byte == 0x09 { at += 1 }
  }

  /// Passes a byte, and blanks behind it, if it is the next one.
  @inline(__always)
  mutating func take(_ wanted: Unicode.Scalar) -> Bool {
    guard byte == UInt8(ascii: wanted) else { return false }
    at += 1
    skipBlanks()
    return true
  }

  /// Passes a key and its colon, and the blanks around them.
  @inline(__always)
  mutating func key() -> Text? {
    guard byte == Self.quote else { return fail("a key in quotes") }
    guard let key = string() else { return nil }
    skipBlanks()
    guard take(":") else { return fail("a colon after a key") }
    return key
  }

  /// Passes a string, from its first quote to its last.
  @inline(__always)
  mutating func string() -> Text? {
    let start = at + 1
    var isEscaped = false
    at = start
    while true {
      let stops = Self.stops(UInt64(littleEndian: UnsafeRawPointer(at).loadUnaligned(as: UInt64.self)))
      guard stops != 0 else {
        at += 8
        continue
      }
      at += stops.trailingZeroBitCount >> 3
      if byte == Self.quote {
        let bytes = Cell(start: start, count: at - start)
        at += 1
        return Text(bytes: bytes, isEscaped: isEscaped)
      }
      guard byte == Self.backslash else {
        return fail(isAtEnd ? "a quote at the end of a string" : "no control character in a string")
      }
      isEscaped = true
      guard escape() else { return nil }
    }
  }

  /// The highest bits of the bytes that end a run of a string: quotes, backslashes, control characters. The lowest bit set is
  /// right; higher ones may be too many.
  @inline(__always)
  private static func stops(_ word: UInt64) -> UInt64 {
    let (ones, highs): (UInt64, UInt64) = (0x0101_0101_0101_0101, 0x8080_8080_8080_8080)
    let quotes = word ^ (ones &* UInt64(quote))
    let backslashes = word ^ (ones &* UInt64(backslash))
    return ((quotes &- ones) & ~quotes | (backslashes &- ones) & ~backslashes | (word &- ones &* 0x20) & ~word) & highs
  }

  /// Passes a backslash and what belongs to it.
  private mutating func escape() -> Bool {
    switch at[1] {
    case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"), UInt8(ascii: "b"), UInt8(ascii: "f"),
      UInt8(ascii: "n"), UInt8(ascii: "r"), UInt8(ascii: "t"):
      at += 2
    case UInt8(ascii: "u"):
      for place in 2..<6 {
        guard JSONText.digit(at[place]) != nil else { return fail("four hexadecimal digits after \\u") ?? false }
      }
      at += 6
    default: return fail("one of \\\" \\\\ \\/ \\b \\f \\n \\r \\t \\u after a backslash") ?? false
    }
    return true
  }

  /// Passes a string, a number, or a word.
  @inline(__always)
  mutating func scalar() -> Scalar? {
    switch byte {
    case Self.quote: string().map { .string($0) }
    case UInt8(ascii: "0")...UInt8(ascii: "9"): number().map { .number($0) }
    case UInt8(ascii: "-") where at[1] == UInt8(ascii: "I"): word("-Infinity", .infinity(isNegative: true))
    case UInt8(ascii: "-"): number().map { .number($0) }
    case UInt8(ascii: "t"): word("true", .truth(true))
    case UInt8(ascii: "f"): word("false", .truth(false))
    case UInt8(ascii: "n"): word("null", .null)
    case UInt8(ascii: "N"): word("NaN", .null)
    case UInt8(ascii: "I"): word("Infinity", .infinity(isNegative: false))
    default: fail("a value")
    }
  }

  private mutating func word(_ word: StaticString, _ value: Scalar) -> Scalar? {
    for place in 0..<word.utf8CodeUnitCount {
      guard at[place] == word.utf8Start[place] else { return fail("true, false or null") }
    }
    at += word.utf8CodeUnitCount
    return value
  }

  @inline(__always)
  private mutating func number() -> Cell? {
    let start = at
    if byte == UInt8(ascii: "-") { at += 1 }
    if byte == UInt8(ascii: "0") {
      at += 1
    } else {
      guard digits() else { return fail("a digit") }
    }
    if byte == UInt8(ascii: ".") {
      at += 1
      guard digits() else { return fail("a digit") }
    }
    if byte | 0x20 == UInt8(ascii: "e") {
      at += 1
      if byte == UInt8(ascii: "+") || byte == UInt8(ascii: "-") { at += 1 }
      guard digits() else { return fail("a digit") }
    }
    return Cell(start: start, count: at - start)
  }

  /// Passes digits; false if there is none.
  @inline(__always)
  private mutating func digits() -> Bool {
    let start = at
    while byte &- UInt8(ascii: "0") < 10 { at += 1 }
    return at > start
  }

  /// Passes any value, and sees that it is one; false if not.
  ///
  /// - Parameter depth: how many objects and lists it is in.
  mutating func skip(depth: Int) -> Bool {
    switch byte {
    case UInt8(ascii: "{"):
      guard enter(depth) else { return false }
      if take("}") { return true }
      while true {
        guard key() != nil, skip(depth: depth + 1) else { return false }
        skipBlanks()
        if take("}") { return true }
        guard take(",") else { return fail("a comma or } after a value") ?? false }
      }
    case UInt8(ascii: "["):
      guard enter(depth) else { return false }
      if take("]") { return true }
      while true {
        guard skip(depth: depth + 1) else { return false }
        skipBlanks()
        if take("]") { return true }
        guard take(",") else { return fail("a comma or ] after a value") ?? false }
      }
    default: return scalar() != nil
    }
  }

  /// Passes a bracket and blanks; false if that is one too deep.
  @inline(__always)
  mutating func enter(_ depth: Int) -> Bool {
    guard depth < Self.deepest else { return fail("at most \(Self.deepest) objects and lists in one another") ?? false }
    at += 1
    skipBlanks()
    return true
  }
}
