import Tensors

/// Values that programs stumble over.
enum OddValues {
  static let numbers = [
    "0", "-1", "-0", "2147483647", "2147483648", "-2147483649", "4294967295", "4294967296", "9007199254740993",
    "9223372036854775807", "9223372036854775808", "-9223372036854775808", "-9223372036854775809",
    "18446744073709551615", "18446744073709551616", "1e308", "1e309", "-1e309", "1e-320", "0x10", "0x1p1023", "nan",
    "NaN", "-nan", "inf", "-inf", "Infinity", "1.", ".5", "1e", "+1", "1_000", "١٢", "1,5", "00", "1099511627776",
    "4611686018427387904", "2305843009213693952",
  ]

  static let texts = [
    "", " ", "\"", "\"\"", "\"a\nb\"", "'", "\\", "\\n", "\t", "\r", "\0", "a\0b", "\u{FEFF}", "\u{202E}", "é",
    "e\u{301}", "\u{1F600}", "null", "~", "true", "false", "yes", "[]", "{}", "*a", "&a b", "!!int 1", "%s%n",
    "../../x", "/etc/passwd", "-", "- a", "a: b", "#", ",", ";", "|", ":", "?", "<<", "row", "auto", "\u{1}",
    "\u{2}\u{3}\u{1}",
  ]

  /// Bytes that are no UTF-8.
  static let broken: [[UInt8]] = [
    [0xff], [0xc0, 0x80], [0xed, 0xa0, 0x80], [0xf4, 0x90, 0x80, 0x80], [0xe2, 0x82], [0x80], [0xef, 0xbb, 0xbf],
    [0xff, 0xfe], [0xfe, 0xff], [0, 0, 0xfe, 0xff], [0xc2, 0x85], [0xe2, 0x80, 0xa8], [0x0b], [0x0c], [0x1a],
  ]

  static func draw(_ random: inout RandomGenerator) -> [UInt8] {
    switch random.index(below: 8) {
    case 0, 1, 2: return Array(numbers[random.index(below: numbers.count)].utf8)
    case 3, 4, 5: return Array(texts[random.index(below: texts.count)].utf8)
    case 6: return broken[random.index(below: broken.count)]
    default:
      let byte = [UInt8(ascii: "a"), UInt8(ascii: "9"), UInt8(ascii: "\""), 0, 0xff, UInt8(ascii: " ")]
      let lengths = [255, 256, 4096, 65_536]
      return Array(
        repeating: byte[random.index(below: byte.count)], count: lengths[random.index(below: lengths.count)])
    }
  }
}
