import Foundation

/// A file's bytes as memory, read-only; the system brings pages in as they are touched and drops them under pressure.
@usableFromInline
package final class MappedFile: @unchecked Sendable {  // never written to after init
  @usableFromInline package let bytes: UnsafeRawBufferPointer

  /// Throws `ReadError` if the file is not there or cannot be mapped.
  package init(_ url: URL) throws(ReadError) {
    let name = url.lastPathComponent
    let descriptor = open(url.path, O_RDONLY)
    guard descriptor >= 0 else { throw ReadError(String(cString: strerror(errno)), file: name) }
    defer { close(descriptor) }
    let length = Int(lseek(descriptor, 0, SEEK_END))
    guard length > 0 else {
      bytes = UnsafeRawBufferPointer(start: nil, count: 0)
      return
    }
    guard let address = mmap(nil, length, PROT_READ, MAP_SHARED, descriptor, 0), address != MAP_FAILED else {
      throw ReadError("cannot be mapped into memory: \(String(cString: strerror(errno)))", file: name)
    }
    bytes = UnsafeRawBufferPointer(start: address, count: length)
  }

  deinit { if let address = bytes.baseAddress { munmap(UnsafeMutableRawPointer(mutating: address), bytes.count) } }

  /// The bytes as numbers, of the machine's byte order (little-endian on every machine this builds for).
  @inlinable package func values<T: FixedWidthInteger>(_ type: T.Type) -> UnsafeBufferPointer<T> {
    bytes.bindMemory(to: type)
  }

  /// Lets go of the memory; what is touched again is brought in again.
  package func release() {
    guard let address = bytes.baseAddress else { return }
    madvise(UnsafeMutableRawPointer(mutating: address), bytes.count, MADV_DONTNEED)
  }
}
