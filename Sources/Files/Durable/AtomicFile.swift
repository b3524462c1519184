import Foundation

/// A file that is there whole or not at all: written under a temporary name, synced, then renamed, and its folder synced.
///
/// Whatever goes wrong on the way, a good file of that name stays as it was.
package final class AtomicFile {
  private let descriptor: Int32
  private let url: URL

  /// Throws `WriteError` naming the file when the system refuses.
  package static func write(to url: URL, _ body: (AtomicFile) throws -> Void) throws {
    let temporary = url.deletingLastPathComponent().appendingPathComponent(".\(url.lastPathComponent).\(getpid())")
    let file = try AtomicFile(temporary, for: url)
    var done = false
    defer {
      close(file.descriptor)
      if !done { unlink(temporary.path) }
    }
    try body(file)
    guard fsync(file.descriptor) == 0, rename(temporary.path, url.path) == 0 else { throw WriteError(url) }
    done = true
    try DurableFolder.syncEntries(of: url.deletingLastPathComponent())
  }

  package static func write(_ text: String, to url: URL) throws {
    try write(to: url) { file in try Array(text.utf8).withUnsafeBytes { try file.write($0) } }
  }

  package static func write(_ data: Data, to url: URL) throws {
    try write(to: url) { file in try data.withUnsafeBytes { try file.write($0) } }
  }

  private init(_ temporary: URL, for url: URL) throws {
    self.url = url
    descriptor = open(temporary.path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o644)
    guard descriptor >= 0 else { throw WriteError(url) }
  }

  /// A descriptor of the file for someone else, who closes it. Throws `WriteError` if the system refuses.
  package func duplicate() throws -> Int32 {
    let copy = fcntl(descriptor, F_DUPFD_CLOEXEC, 0)
    guard copy >= 0 else { throw WriteError(url) }
    return copy
  }

  package func write(_ bytes: UnsafeRawBufferPointer) throws {
    guard Self.write(bytes, to: descriptor) else { throw WriteError(url) }
  }

  /// All bytes to a descriptor, at its place or at one that is given; false, with errno set, when the system refuses.
  package static func write(_ bytes: UnsafeRawBufferPointer, to descriptor: Int32, at place: Int? = nil) -> Bool {
    var done = 0
    while done < bytes.count {
      let (rest, count) = (bytes.baseAddress.map { $0 + done }, bytes.count - done)
      let wrote =
        place.map { pwrite(descriptor, rest, count, off_t($0 + done)) } ?? Foundation.write(descriptor, rest, count)
      if wrote < 0 && errno == EINTR { continue }
      guard wrote > 0 else { return false }
      done += wrote
    }
    return true
  }
}
