/// Text that is said to be UTF-8, and refused where it is not.
///
/// What is ASCII is passed over by 8 bytes: a log is no slower for saying its encoding.
final class UTF8Check: ByteSource {
  private let source: any ByteSource
  private let name: String
  /// The bytes of a character that are still to come, and what the next one may be.
  private var missing = 0
  private var next: ClosedRange<UInt8> = 0x80...0xbf
  private var passed = 0
  private var newlines = 0

  init(_ source: any ByteSource, name: String) {
    self.source = source
    self.name = name
  }

  func read(into target: UnsafeMutableRawBufferPointer) throws -> Int {
    let got = try source.read(into: target)
    if got == 0 {
      guard missing == 0 else { throw error("the text ends in the middle of a character", at: passed) }
      return 0
    }
    let text = UnsafeRawBufferPointer(rebasing: target[..<got])
    if let place = wrong(text) {
      newlines += text[..<place].count { $0 == UInt8(ascii: "\n") }
      throw error("the byte \(String(text[place], radix: 16)) is no UTF-8", at: passed + place)
    }
    newlines += text.reduce(into: 0) { count, byte in if byte == UInt8(ascii: "\n") { count += 1 } }
    passed += got
    return got
  }

  /// The place of the first byte that cannot be there.
  private func wrong(_ text: UnsafeRawBufferPointer) -> Int? {
    var i = 0
    while i < text.count {
      if missing == 0 {
        while i + 8 <= text.count, text.loadUnaligned(fromByteOffset: i, as: UInt64.self) & 0x8080_8080_8080_8080 == 0 {
          i += 8
        }
        guard i < text.count else { return nil }
        switch text[i] {
        case 0...0x7f: break
        case 0xc2...0xdf: (missing, next) = (1, 0x80...0xbf)
        // No character in two ways, and no half of UTF-16's pairs.
        case 0xe0: (missing, next) = (2, 0xa0...0xbf)
        case 0xed: (missing, next) = (2, 0x80...0x9f)
        case 0xe1...0xef: (missing, next) = (2, 0x80...0xbf)
        case 0xf0: (missing, next) = (3, 0x90...0xbf)
        case 0xf1...0xf3: (missing, next) = (3, 0x80...0xbf)
        case 0xf4: (missing, next) = (3, 0x80...0x8f)
        default: return i
        }
      } else {
        guard next.contains(text[i]) else { return i }
        missing -= 1
        next = 0x80...0xbf
      }
      i += 1
    }
    return nil
  }

  private func error(_ problem: String, at place: Int) -> LogError {
    LogError("\(problem) (byte \(place + 1) of the text); is the encoding another one?", file: name, line: newlines + 1)
  }

  /// Whether bytes are UTF-8, except that they may be cut off at either end of a text's part.
  static func passes(_ bytes: UnsafeRawBufferPointer) -> Bool {
    UTF8Check(Nothing(), name: "").wrong(bytes) == nil
  }

  private final class Nothing: ByteSource {
    func read(into target: UnsafeMutableRawBufferPointer) -> Int { 0 }
  }
}
