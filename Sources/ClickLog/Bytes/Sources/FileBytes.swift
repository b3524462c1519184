import Foundation

/// The bytes of a file as they lie on the disk.
final class FileBytes: ByteSource {
  private let name: String
  private let descriptor: Int32
  /// Bytes read so far.
  private(set) var consumed = 0

  /// Throws `LogError` if the file cannot be opened.
  init(_ file: LogFile) throws {
    name = file.name
    descriptor = open(file.url.path, O_RDONLY)
    guard descriptor >= 0 else { throw LogError(String(cString: strerror(errno)), file: name) }
  }

  deinit { if descriptor >= 0 { close(descriptor) } }

  func read(into target: UnsafeMutableRawBufferPointer) throws -> Int {
    var got: Int
    repeat { got = Foundation.read(descriptor, target.baseAddress, target.count) } while got < 0 && errno == EINTR
    guard got >= 0 else { throw LogError(String(cString: strerror(errno)), file: name) }
    consumed += got
    return got
  }

  /// Up to so many bytes from a place; nothing is moved on.
  func bytes(_ count: Int, at place: Int) -> [UInt8] {
    [UInt8](unsafeUninitializedCapacity: count) { buffer, got in
      got = max(0, pread(descriptor, buffer.baseAddress, count, off_t(place)))
    }
  }
}
