import CCodecs

/// Text of another encoding as UTF-8, converted on the way by iconv.
final class TextDecoder: ByteSource {
  private let encoding: TextEncoding
  private let source: any ByteSource
  private let name: String
  private let converter: UnsafeMutableRawPointer
  private let buffer = UnsafeMutableRawBufferPointer.allocate(byteCount: 1 << 16, alignment: 16)
  /// Bytes `begin..<end` of the buffer are still to be converted.
  private var begin = 0
  private var end = 0
  /// Bytes of the source before `begin`.
  private var passed = 0
  private var newlines = 0
  private var atEnd = false
  /// What was converted for a target without room for a whole character.
  private var rest: [UInt8] = []

  /// Throws `LogError` if the encoding is not known here.
  init(_ encoding: TextEncoding, of source: any ByteSource, name: String) throws {
    self.encoding = encoding
    self.source = source
    self.name = name
    guard let converter = encoding.spellings.lazy.compactMap({ adl_characters_open("UTF-8", $0) }).first else {
      throw LogError(
        "the encoding \"\(encoding.name)\" is not known here; iconv -l lists those that are "
          + "(Debian, Ubuntu: some are in libc-gconv-modules-extra)", file: name)
    }
    self.converter = converter
  }

  deinit {
    adl_characters_close(converter)
    buffer.deallocate()
  }

  func read(into target: UnsafeMutableRawBufferPointer) throws -> Int {
    // A character has up to four bytes, and some are held back to be combined with the next.
    if target.count >= 256 { return try convert(into: target) }
    if rest.isEmpty {
      rest = try [UInt8](unsafeUninitializedCapacity: 256) { room, made in
        made = try convert(into: UnsafeMutableRawBufferPointer(start: room.baseAddress, count: 256))
      }
    }
    let count = min(rest.count, target.count)
    rest[..<count].withUnsafeBytes { target.copyMemory(from: $0) }
    rest.removeFirst(count)
    return count
  }

  private func convert(into target: UnsafeMutableRawBufferPointer) throws -> Int {
    if !rest.isEmpty {
      let count = rest.count
      rest.withUnsafeBytes { target.copyMemory(from: $0) }
      rest = []
      return count
    }
    while true {
      if begin == end, !atEnd { try refill() }
      var output = target.baseAddress?.assumingMemoryBound(to: CChar.self)
      var room = target.count
      // At the end, what is held back.
      var input =
        atEnd && begin == end
        ? nil : UnsafePointer(buffer.baseAddress?.assumingMemoryBound(to: CChar.self)).map { $0 + begin }
      var left = end - begin
      let result = adl_characters_convert(converter, &input, &left, &output, &room)
      passed += end - begin - left
      begin = end - left
      let made = target.count - room
      newlines += target[..<made].reduce(into: 0) { count, byte in if byte == UInt8(ascii: "\n") { count += 1 } }
      if made > 0 { return made }
      switch result {
      case adl_characters_wrong: throw wrong
      case adl_characters_incomplete:
        if try !refill() { throw error("the text ends in the middle of a character") }
      default: if atEnd, begin == end { return 0 }
      }
    }
  }

  /// Reads on behind what is left; false at the source's end.
  @discardableResult
  private func refill() throws -> Bool {
    guard !atEnd else { return false }
    let kept = end - begin
    buffer.copyMemory(from: UnsafeRawBufferPointer(rebasing: buffer[begin..<end]))
    (begin, end) = (0, kept)
    let got = try source.read(into: UnsafeMutableRawBufferPointer(rebasing: buffer[kept...]))
    end += got
    atEnd = got == 0
    return !atEnd
  }

  private var wrong: LogError {
    let bytes = buffer[begin..<min(end, begin + 4)].map { String($0, radix: 16) }.joined(separator: " ")
    return error("the bytes \(bytes) are no character of \(encoding.name)")
  }

  private func error(_ problem: String) -> LogError {
    LogError(
      "\(problem) (byte \(passed + 1) of the text); is the encoding another one?", file: name, line: newlines + 1)
  }
}
