/// A coding of characters by the name that iconv knows.
struct TextEncoding: Equatable {
  static let utf8 = TextEncoding("utf-8")

  /// As it was written.
  let name: String
  /// In the spelling that is compared.
  private let key: String

  init(_ name: String) {
    self.name = name
    let key = name.lowercased().filter { $0.isLetter || $0.isNumber }
    // Python's names for text with a mark, and what people who say the first mean.
    self.key = ["utf8sig": "utf8", "utf8bom": "utf8", "gb2312": "gbk", "euccn": "gbk"][key] ?? key
  }

  static func == (a: TextEncoding, b: TextEncoding) -> Bool { a.key == b.key }

  /// Whether text of this encoding may begin with a mark.
  func admits(_ mark: ByteOrderMark) -> Bool {
    let of = mark.encoding.key
    return key == of || (key == "utf16" && of.hasPrefix("utf16")) || (key == "utf32" && of.hasPrefix("utf32"))
  }

  /// Of text without a mark, the order of bytes that Windows and all common processors have.
  var withoutMark: TextEncoding {
    key == "utf16" || key == "utf32" ? TextEncoding(name + "le") : self
  }

  /// The spellings to try: `latin_1`, `latin-1` and `latin1` are one, but each library knows only some.
  var spellings: [String] {
    // A slash would ask iconv to leave out what it cannot convert, without a word.
    let letters = name.allSatisfy { $0.isASCII && ($0.isLetter || $0.isNumber || "-_.:+()".contains($0)) }
    guard letters, !name.isEmpty else { return [] }
    let standing = ["gb2312": "gbk", "utf8sig": "utf-8"][name.lowercased().filter { $0.isLetter || $0.isNumber }]
    return [standing ?? name]
      + [
        name.replacing("_", with: "-"), name.replacing("-", with: "_"),
        name.filter { $0 != "-" && $0 != "_" }, Self.dashed(name),
      ]
  }

  /// `utf16le` as `utf-16le`.
  private static func dashed(_ name: String) -> String {
    guard let digit = name.firstIndex(where: \.isNumber), digit > name.startIndex else { return name }
    let letters = name[..<digit].filter { $0 != "-" && $0 != "_" }
    return "\(letters)-\(name[digit...].filter { $0 != "-" && $0 != "_" })"
  }
}

/// What a text may begin with to tell its encoding.
struct ByteOrderMark: Equatable {
  let encoding: TextEncoding
  let bytes: [UInt8]

  // The longer ones first: UTF-32's begins like UTF-16's.
  private static let all = [
    ByteOrderMark(encoding: TextEncoding("utf-32le"), bytes: [0xff, 0xfe, 0, 0]),
    ByteOrderMark(encoding: TextEncoding("utf-32be"), bytes: [0, 0, 0xfe, 0xff]),
    ByteOrderMark(encoding: TextEncoding("utf-16le"), bytes: [0xff, 0xfe]),
    ByteOrderMark(encoding: TextEncoding("utf-16be"), bytes: [0xfe, 0xff]),
    ByteOrderMark(encoding: .utf8, bytes: [0xef, 0xbb, 0xbf]),
  ]

  private init(encoding: TextEncoding, bytes: [UInt8]) {
    self.encoding = encoding
    self.bytes = bytes
  }

  /// The mark at the begin of a text; nil if there is none.
  init?(_ text: [UInt8]) {
    guard let found = Self.all.first(where: { text.starts(with: $0.bytes) }) else { return nil }
    self = found
  }
}
