import Foundation

/// Writes values one after another to a file through a buffer of 64 KB.
@usableFromInline
package final class FileWriter<Value: BitwiseCopyable> {
  private let url: URL
  private let descriptor: Int32
  @usableFromInline let buffer: UnsafeMutableBufferPointer<Value>
  @usableFromInline var pending = 0
  /// Values so far.
  @usableFromInline package var count = 0

  /// Makes or empties a file. Throws `WriteError` if it cannot be made.
  package init(_ url: URL) throws {
    self.url = url
    descriptor = open(url.path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o644)
    guard descriptor >= 0 else { throw WriteError(url) }
    buffer = .allocate(capacity: (1 << 16) / MemoryLayout<Value>.stride)
  }

  deinit {
    buffer.deallocate()
    close(descriptor)
  }

  @inlinable @inline(__always)
  package func append(_ value: Value) throws {
    buffer[pending] = value
    pending += 1
    count += 1
    if pending == buffer.count { try flush() }
  }

  package func append(contentsOf values: UnsafeRawBufferPointer) throws {
    let values = values.bindMemory(to: Value.self)
    var done = 0
    while done < values.count {
      let some = min(values.count - done, buffer.count - pending)
      _ = buffer[pending...].update(fromContentsOf: values[done..<done + some])
      pending += some
      count += some
      done += some
      if pending == buffer.count { try flush() }
    }
  }

  /// Hands the rest to the system.
  package func finish() throws { try flush() }

  @usableFromInline func flush() throws {
    let bytes = UnsafeRawBufferPointer(start: buffer.baseAddress, count: pending * MemoryLayout<Value>.stride)
    guard AtomicFile.write(bytes, to: descriptor) else { throw WriteError(url) }
    pending = 0
  }
}
