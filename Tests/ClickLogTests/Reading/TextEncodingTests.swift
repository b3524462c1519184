import Foundation
import Testing

@testable import ClickLog

/// Texts in other encodings: the same text as UTF-8, whatever the pieces; what is no text is one line with its place.
@Suite struct TextEncodingTests {
  private static let chinese = "标签,场景\n1,首页\n0,购物车，长\n"

  private static func units16(_ text: String, little: Bool, mark: Bool) -> [UInt8] {
    ((mark ? [0xfeff] : []) + Array(text.utf16)).flatMap { unit in
      let (low, high) = (UInt8(unit & 0xff), UInt8(unit >> 8))
      return little ? [low, high] : [high, low]
    }
  }

  private func text(_ bytes: [UInt8], _ encoding: String?, sizes: [Int] = [1 << 16]) throws -> String {
    let folder = try LogFolder()
    let bytes = try folder.streamed(bytes, form: .with { $0.encoding = encoding }, sizes: sizes)
    return String(decoding: bytes, as: UTF8.self)
  }

  private func line(_ bytes: [UInt8], _ encoding: String?) -> String {
    LogFolder.line { _ = try text(bytes, encoding) }
  }

  @Test func aByteOrderMarkSaysWhatFollows() throws {
    // Beyond 16 bits, too.
    let text = "y,s\n1,é日本\n0,🛒\n"
    let units32 = ([0xfeff] + text.unicodeScalars.map(\.value)).flatMap { value in
      (0..<4).map { UInt8(truncatingIfNeeded: value >> (8 * UInt32($0))) }
    }
    for sizes in [[1 << 16], [1], [2, 3, 1, 7]] {
      for little in [true, false] {
        let bytes = Self.units16(text, little: little, mark: true)
        for encoding in [nil, "utf-16", "UTF16", little ? "utf-16le" : "utf_16_be"] {
          #expect(try self.text(bytes, encoding, sizes: sizes) == text, "\(little) \(encoding ?? "")")
        }
      }
      #expect(try self.text(units32, nil, sizes: sizes) == text)
      #expect(try self.text(units32, "utf-32", sizes: sizes) == text)
    }
    #expect(try self.text(Self.units16(text, little: true, mark: false), "utf-16") == text)
    #expect(try self.text(Self.units16(text, little: false, mark: false), "utf16be") == text)
    // UTF-8's own stays for who reads the header.
    #expect(try self.text(Array("\u{feff}y".utf8), nil) == "\u{feff}y")
    #expect(try self.text(Array("\u{feff}y".utf8), "utf-8-sig") == "\u{feff}y")
    #expect(
      line(Self.units16(text, little: true, mark: true), "gbk")
        == "log.csv: the schema says encoding: gbk, but the file begins with the byte-order mark of utf-16le")
    #expect(line(Array("\u{feff}y".utf8), "latin1").hasSuffix("begins with the byte-order mark of utf-8"))
  }

  @Test func charactersAreCutAnywhere() throws {
    let gbk: [UInt8] =
      [0xb1, 0xea, 0xc7, 0xa9, 0x2c, 0xb3, 0xa1, 0xbe, 0xb0, 0x0a, 0x31, 0x2c, 0xca, 0xd7, 0xd2, 0xb3, 0x0a, 0x30]
      + [0x2c, 0xb9, 0xba, 0xce, 0xef, 0xb3, 0xb5, 0xa3, 0xac, 0xb3, 0xa4, 0x0a]
    for encoding in ["gbk", "GB18030", "gb2312", "cp936"] {
      for sizes in [[1 << 16], [1], [3], [300]] { #expect(try text(gbk, encoding, sizes: sizes) == Self.chinese) }
    }
    // Longer than any buffer, with a character across each border.
    let long = (0..<30_000).flatMap { _ -> [UInt8] in gbk + [0x78] }
    let expected = String(repeating: Self.chinese + "x", count: 30_000)
    for sizes in [[1 << 20], [65_537, 11]] { #expect(try text(long, "gbk", sizes: sizes) == expected) }
    #expect(try text([0x83, 0x65, 0x83, 0x58, 0x83, 0x67], "shift_jis") == "テスト")
    for name in ["latin1", "latin-1", "ISO-8859-1", "iso8859_1", "windows-1252"] {
      #expect(try text([0x63, 0x61, 0x66, 0xe9], name) == "café", "\(name)")
    }
    // Shifts back at the end.
    #expect(try text([0x1b, 0x24, 0x42, 0x46, 0x7c, 0x4b, 0x5c, 0x1b, 0x28, 0x42], "iso-2022-jp") == "日本")
  }

  @Test func whatIsNoTextSaysWhere() throws {
    let good: [UInt8] = Array("y,s\n1,".utf8) + [0xb1, 0xea]
    #expect(
      line(good + [0xff, 0x41, 0x0a], "gbk")
        == "log.csv, line 2: the bytes ff 41 a are no character of gbk (byte 9 of the text); is the encoding another one?"
    )
    #expect(
      line(good + [0xb1], "gbk")
        == "log.csv, line 2: the text ends in the middle of a character (byte 9 of the text); is the encoding another one?"
    )
    #expect(
      line(Array("y\n".utf8) + [0xb1], "utf8")
        == "log.csv, line 2: the byte b1 is no UTF-8 (byte 3 of the text); is the encoding another one?")
    #expect(line(Array("é".utf8.dropLast()), "utf-8").contains("ends in the middle of a character"))
    for name in ["nonsense", "gbk//IGNORE", "", "utf-16//TRANSLIT", "é"] {
      #expect(line(good, name).hasPrefix("log.csv: the encoding \"\(name)\" is not known here; iconv -l"), "\(name)")
    }
    // Values may be any bytes where nobody said what they are.
    #expect(LogFolder.line { _ = try text(good + [0xff, 0xc0], nil) } == "nothing was thrown")
  }

  /// Against Swift's own.
  @Test func utf8IsWhatUnicodeSays() throws {
    let leads: [UInt8] = [
      0x41, 0x7f, 0x80, 0xbf, 0xc0, 0xc1, 0xc2, 0xdf, 0xe0, 0xe1, 0xed, 0xef, 0xf0, 0xf1, 0xf4, 0xf5, 0xff,
    ]
    let trails: [UInt8] = [0x41, 0x7f, 0x80, 0x8f, 0x90, 0x9f, 0xa0, 0xbf, 0xc0]
    let folder = try LogFolder()
    for first in leads {
      for second in trails {
        for rest in [[], [0x80], [0x80, 0xbf], [0x41]] as [[UInt8]] {
          let bytes = Array("abcdefgh".utf8) + [first, second] + rest
          let valid = String(validating: bytes, as: UTF8.self) != nil
          let said = LogFolder.line {
            _ = try folder.streamed(bytes, form: .with { $0.encoding = "utf-8" }, sizes: [1 + bytes.count % 4])
          }
          #expect((said == "nothing was thrown") == valid, "\(bytes): \(said)")
        }
      }
    }
  }

  @Test func packedTextIsConvertedToo() throws {
    let folder = try LogFolder()
    let bytes = Gzip.compress(Self.units16(Self.chinese, little: true, mark: true))
    #expect(try folder.streamed(bytes, sizes: [5, 1]) == Array(Self.chinese.utf8))
    try folder.write(
      "utf16.csv",
      Data(Self.units16("y,s,u\n" + (0..<60).map { "\($0 % 2),首页,u\($0)\n" }.joined(), little: true, mark: true)))
    let log = try folder.prepared("label: y\nscenario: s\nfeatures: {u: {kind: id}}", of: "utf16.csv")
    #expect(log.encoding.scenarios == ["首页"])
  }

  @Test func guesses() {
    func guess(_ bytes: [UInt8]) -> String? { TextEncodingGuess.name(of: bytes) }
    #expect(guess(Array(Self.chinese.utf8)) == nil)
    #expect(guess(Array("abc".utf8)) == nil)
    #expect(guess(Array("é".utf8.prefix(1))) == nil, "cut off")
    #expect(guess([0x63, 0x61, 0x66, 0xe9, 0x2c, 0x66, 0xfc, 0x72, 0x0a]) == "windows-1252")
    #expect(guess([0xca, 0xd7, 0xd2, 0xb3, 0x2c, 0xb9, 0xba, 0xce, 0xef, 0xb3, 0xb5]) == "gbk")
    #expect(guess([0x83, 0x65, 0x83, 0x58, 0x83, 0x67, 0x2c]) == "shift_jis")
    // 首頁,購物車,商品
    #expect(guess([0xad, 0xba, 0xad, 0xb6, 0x2c, 0xc1, 0xca, 0xaa, 0xab, 0xa8, 0xae, 0xb0, 0xd3, 0xab, 0x7e]) != nil)
  }
}
