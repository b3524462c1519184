/// The text of one file in order, as UTF-8: unpacked on the way where the file is compressed, and converted where it has another
/// encoding. What is neither is handed on as it lies there, whatever its bytes are.
final class ByteStream {
  private let file: FileBytes
  private let text: PeekedBytes

  /// Bytes taken from the file so far, compressed as they lie there.
  var consumed: Int { file.consumed }

  /// Throws `LogError` if the file cannot be opened, if it is not compressed as its name or its form says, if the library that
  /// unpacks it is not here, or if its encoding is not known.
  init(_ file: LogFile, form: FileForm = FileForm()) throws {
    self.file = try FileBytes(file)
    var bytes = PeekedBytes(self.file)
    let compression = try form.compression(of: bytes.peek(FileForm.Compression.longestMark), name: file.name)
    if compression != .none {
      bytes = PeekedBytes(Decompressor(try compression.codec(for: file), of: bytes, name: file.name))
    }
    text = try Self.decoded(bytes, form, name: file.name)
  }

  /// Fills the front of `target` and returns how many bytes it wrote; 0 only at the end.
  func read(into target: UnsafeMutableRawBufferPointer) throws -> Int { try text.read(into: target) }

  /// Up to so many of the next bytes, which stay to be read.
  func peek(_ count: Int) throws -> [UInt8] { try text.peek(count) }

  private static func decoded(_ bytes: PeekedBytes, _ form: FileForm, name: String) throws -> PeekedBytes {
    let mark = ByteOrderMark(try bytes.peek(4))
    guard let encoding = form.encoding.map(TextEncoding.init) else {
      // UTF-8's own mark is for who reads the text.
      guard let mark, mark.encoding != .utf8 else { return bytes }
      bytes.skip(mark.bytes.count)
      return PeekedBytes(try TextDecoder(mark.encoding, of: bytes, name: name))
    }
    if let mark {
      guard encoding.admits(mark) else {
        throw LogError(
          "the schema says encoding: \(encoding.name), but the file begins with the byte-order mark of \(mark.encoding.name)",
          file: name)
      }
      guard mark.encoding != .utf8 else { return PeekedBytes(UTF8Check(bytes, name: name)) }
      bytes.skip(mark.bytes.count)
      return PeekedBytes(try TextDecoder(mark.encoding, of: bytes, name: name))
    }
    if encoding == .utf8 { return PeekedBytes(UTF8Check(bytes, name: name)) }
    return PeekedBytes(try TextDecoder(encoding.withoutMark, of: bytes, name: name))
  }
}
