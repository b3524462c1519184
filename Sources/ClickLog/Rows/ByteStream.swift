import CZlib
import Foundation

/// The bytes of one file in order, inflated on the way where the file is gzip (of any number of members).
final class ByteStream {
  private let name: String
  private let descriptor: Int32
  /// Bytes taken from the file so far, compressed as they lie there.
  private(set) var consumed = 0
  private var inflater: Inflater?

  /// Throws `LogError` if the file cannot be opened, or is named `.gz` and is no gzip.
  init(_ file: LogFile, form: FileForm = FileForm()) throws {
    name = file.name
    descriptor = open(file.url.path, O_RDONLY)
    guard descriptor >= 0 else { throw LogError(String(cString: strerror(errno)), file: name) }
    var magic = [UInt8](repeating: 0, count: 2)
    let isGzip = pread(descriptor, &magic, 2, 0) == 2 && magic == [0x1f, 0x8b]
    if isGzip {
      inflater = Inflater(name: name)
    } else if name.lowercased().hasSuffix(".gz") {
      throw LogError("expected gzip, as the name says, but the file does not begin like one", file: name)
    }
  }

  deinit { if descriptor >= 0 { close(descriptor) } }

  /// Fills the front of `target` and returns how many bytes it wrote; 0 only at the end.
  func read(into target: UnsafeMutableRawBufferPointer) throws -> Int {
    guard let inflater else { return try readFile(into: target) }
    return try inflater.read(into: target, from: readFile)
  }

  private func readFile(into target: UnsafeMutableRawBufferPointer) throws -> Int {
    var got: Int
    repeat { got = Foundation.read(descriptor, target.baseAddress, target.count) } while got < 0 && errno == EINTR
    guard got >= 0 else { throw LogError(String(cString: strerror(errno)), file: name) }
    consumed += got
    return got
  }
}

/// zlib's inflate as a pull stream.
private final class Inflater {
  private let name: String
  private let stream = UnsafeMutablePointer<z_stream>.allocate(capacity: 1)
  private let input = UnsafeMutableRawBufferPointer.allocate(byteCount: 1 << 16, alignment: 16)
  private var inMember = false

  init(name: String) {
    self.name = name
    stream.initialize(to: z_stream())
    // 16 asks for a gzip header, 15 for the largest window.
    inflateInit2_(stream, 15 + 16, ZLIB_VERSION, Int32(MemoryLayout<z_stream>.size))
  }

  deinit {
    inflateEnd(stream)
    stream.deallocate()
    input.deallocate()
  }

  func read(
    into target: UnsafeMutableRawBufferPointer, from source: (UnsafeMutableRawBufferPointer) throws -> Int
  ) throws -> Int {
    stream.pointee.next_out = target.baseAddress?.assumingMemoryBound(to: UInt8.self)
    stream.pointee.avail_out = UInt32(clamping: target.count)
    let room = Int(stream.pointee.avail_out)
    while Int(stream.pointee.avail_out) == room {
      if stream.pointee.avail_in == 0 {
        let got = try source(input)
        if got == 0 {
          guard !inMember else { throw LogError("the gzip data ends in the middle; the file is cut off", file: name) }
          return 0
        }
        stream.pointee.next_in = input.baseAddress?.assumingMemoryBound(to: UInt8.self)
        stream.pointee.avail_in = UInt32(got)
      }
      inMember = true
      switch inflate(stream, Z_NO_FLUSH) {
      case Z_OK, Z_BUF_ERROR: break
      case Z_STREAM_END:
        inMember = false
        inflateReset(stream)
      default: throw LogError("the gzip data is damaged", file: name)
      }
    }
    return room - Int(stream.pointee.avail_out)
  }
}
