import Foundation

/// An array on the disk that is gone with its owner: of any length, as the system keeps in memory what is in use.
///
/// Elements are zero at first. Unchecked, as threads may write to places of their own.
package final class ScratchArray<Element: BitwiseCopyable>: @unchecked Sendable {
  package let elements: UnsafeMutableBufferPointer<Element>
  private let bytes: Int

  /// Throws `WriteError` if there is no room for so many elements in the folder.
  package init(_ count: Int, in folder: URL) throws {
    bytes = count * MemoryLayout<Element>.stride
    guard bytes > 0 else {
      elements = UnsafeMutableBufferPointer(start: nil, count: 0)
      return
    }
    let url = folder.appendingPathComponent("scratch-\(UUID().uuidString)")
    let descriptor = open(url.path, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0o600)
    guard descriptor >= 0 else { throw WriteError(url) }
    defer { close(descriptor) }
    unlink(url.path)
    guard Self.reserve(bytes, of: descriptor) else { throw WriteError(url) }
    guard let address = mmap(nil, bytes, PROT_READ | PROT_WRITE, MAP_SHARED, descriptor, 0), address != MAP_FAILED
    else { throw WriteError(url) }
    elements = UnsafeMutableBufferPointer(start: address.assumingMemoryBound(to: Element.self), count: count)
  }

  /// Room that is only promised would end the program where it is written to.
  private static func reserve(_ bytes: Int, of descriptor: Int32) -> Bool {
    #if canImport(Darwin)
      return ftruncate(descriptor, off_t(bytes)) == 0
    #else
      let error = posix_fallocate(descriptor, 0, off_t(bytes))
      errno = error
      return error == 0
    #endif
  }

  deinit { if let address = elements.baseAddress { munmap(address, bytes) } }

  package var count: Int { elements.count }

  @inlinable @inline(__always)
  package subscript(index: Int) -> Element {
    get { elements[index] }
    set { elements[index] = newValue }
  }
}
