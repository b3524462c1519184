import Foundation

/// A file that is there whole or not at all: written under a temporary name, synced, then renamed.
///
/// Whatever goes wrong on the way, a good file of that name stays as it was.
public final class AtomicFile {
  private let descriptor: Int32
  private let url: URL

  /// Throws `WriteError` naming the file when the system refuses.
  static func write(to url: URL, _ body: (AtomicFile) throws -> Void) throws {
    let temporary = url.deletingLastPathComponent().appendingPathComponent(".\(url.lastPathComponent).\(getpid())")
    let file = try AtomicFile(temporary, for: url)
    var done = false
    defer {
      close(file.descriptor)
      if !done { unlink(temporary.path) }
    }
    try body(file)
    guard fsync(file.descriptor) == 0, rename(temporary.path, url.path) == 0 else { throw file.failure() }
    done = true
    let folder = open(url.deletingLastPathComponent().path, O_RDONLY)
    if folder >= 0 {
      fsync(folder)
      close(folder)
    }
  }

  public static func write(_ text: String, to url: URL) throws {
    try write(to: url) { file in try Array(text.utf8).withUnsafeBytes { try file.write($0) } }
  }

  static func write(_ data: Data, to url: URL) throws {
    try write(to: url) { file in try data.withUnsafeBytes { try file.write($0) } }
  }

  private init(_ temporary: URL, for url: URL) throws {
    self.url = url
    descriptor = open(temporary.path, O_WRONLY | O_CREAT | O_TRUNC, 0o644)
    guard descriptor >= 0 else { throw failure() }
  }

  func write(_ bytes: UnsafeRawBufferPointer) throws {
    var rest = bytes
    while !rest.isEmpty {
      let wrote = Foundation.write(descriptor, rest.baseAddress, rest.count)
      if wrote < 0 && errno == EINTR { continue }
      guard wrote > 0 else { throw failure() }
      rest = UnsafeRawBufferPointer(rebasing: rest[wrote...])
    }
  }

  private func failure() -> WriteError {
    WriteError("\(url.relativePath): cannot be written: \(String(cString: strerror(errno)))")
  }
}

/// The system did not take what should be written (a full disk, a folder without permission); one line naming the file.
public struct WriteError: Error, Equatable, CustomStringConvertible {
  public let description: String

  init(_ description: String) { self.description = description }
}
