/// Bytes that are read once, in order: a file, or what is made of another source's bytes.
protocol ByteSource: AnyObject {
  /// Fills the front of `target`, which has room, and returns how many bytes it wrote; 0 only at the end.
  func read(into target: UnsafeMutableRawBufferPointer) throws -> Int
}

/// A source whose next bytes can be looked at before they are read.
final class PeekedBytes: ByteSource {
  private let source: any ByteSource
  private var head: [UInt8] = []
  private var taken = 0

  init(_ source: any ByteSource) { self.source = source }

  /// Up to so many of the next bytes; fewer only where the source ends.
  func peek(_ count: Int) throws -> [UInt8] {
    head.removeFirst(taken)
    taken = 0
    while head.count < count {
      let more = try [UInt8](unsafeUninitializedCapacity: count - head.count) { buffer, got in
        got = try source.read(
          into: UnsafeMutableRawBufferPointer(rebasing: UnsafeMutableRawBufferPointer(buffer)[..<(count - head.count)]))
      }
      if more.isEmpty { break }
      head += more
    }
    return Array(head.prefix(count))
  }

  /// Leaves out bytes that were looked at.
  func skip(_ count: Int) { taken = min(head.count, taken + count) }

  func read(into target: UnsafeMutableRawBufferPointer) throws -> Int {
    guard taken < head.count else { return try source.read(into: target) }
    let count = min(head.count - taken, target.count)
    head[taken..<taken + count].withUnsafeBytes { target.copyMemory(from: UnsafeRawBufferPointer(rebasing: $0[...])) }
    taken += count
    // Who reads once takes what comes for all there is.
    guard count < target.count else { return count }
    return count + (try source.read(into: UnsafeMutableRawBufferPointer(rebasing: target[count...])))
  }
}
