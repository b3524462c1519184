#if canImport(Darwin)
  import Darwin
#else
  import Glibc
#endif

/// A block of memory that goes back to the pool it came from when its last user lets go of it.
///
/// Blocks of `hugePageThreshold` bytes and more are mapped, not allocated: they start as zero pages that cost nothing
/// until touched (Adam's moments of embedding rows never seen), in huge pages where the system has them.
final class Memory: @unchecked Sendable {
  let base: UnsafeMutableRawPointer
  let bytes: Int
  private let pool: BufferPool?

  static let hugePageThreshold = 4 << 20

  init(bytes: Int, pool: BufferPool? = nil) {
    self.bytes = bytes
    self.pool = pool
    base = Self.allocate(bytes)
  }

  /// Takes over a block that the pool kept.
  init(reusing base: UnsafeMutableRawPointer, bytes: Int, pool: BufferPool) {
    self.base = base
    self.bytes = bytes
    self.pool = pool
  }

  deinit {
    if let pool { pool.take(base, bytes: bytes) } else { Self.free(base, bytes: bytes) }
  }

  static func allocate(_ bytes: Int) -> UnsafeMutableRawPointer {
    guard bytes >= hugePageThreshold else {
      return UnsafeMutableRawPointer.allocate(byteCount: max(bytes, 1), alignment: 64)
    }
    #if canImport(Darwin)
      let flags = MAP_PRIVATE | MAP_ANON
    #else
      let flags = MAP_PRIVATE | MAP_ANONYMOUS
    #endif
    guard let base = mmap(nil, bytes, PROT_READ | PROT_WRITE, flags, -1, 0), base != MAP_FAILED else {
      MemoryExhaustion.end(refused: bytes)
    }
    #if !canImport(Darwin)
      madvise(base, bytes, MADV_HUGEPAGE)
    #endif
    return base
  }

  static func free(_ base: UnsafeMutableRawPointer, bytes: Int) {
    if bytes >= hugePageThreshold { munmap(base, bytes) } else { base.deallocate() }
  }
}
