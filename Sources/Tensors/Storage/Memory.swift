import Synchronization

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
      end(refused: bytes)
    }
    #if !canImport(Darwin)
      madvise(base, bytes, MADV_HUGEPAGE)
    #endif
    return base
  }

  /// A matrix in the middle of a step has nobody to tell that there is no way on. What needs too much is refused before;
  /// this is for a machine that has less left than it said. What lasts is written for an end at any moment.
  private static func end(refused bytes: Int) -> Never {
    let line = "adl: out of memory: the system refuses \(bytes) bytes\n"
    _ = line.withCString { write(STDERR_FILENO, $0, line.utf8.count) }
    _exit(1)
  }

  static func free(_ base: UnsafeMutableRawPointer, bytes: Int) {
    if bytes >= hugePageThreshold { munmap(base, bytes) } else { base.deallocate() }
  }
}

/// Keeps the memory of matrices that are no longer used for the next ones of about that size.
///
/// A training step makes and drops the same matrices over and over; fresh memory for each would cost as much in page
/// faults as the arithmetic on it. Sizes are rounded up to one of eight steps per power of two, so that a block serves
/// neighbouring sizes (the last, smaller batch of an epoch).
public final class BufferPool: Sendable {
  private struct Block: @unchecked Sendable {
    let base: UnsafeMutableRawPointer
    let bytes: Int
  }
  private struct State {
    /// Blocks that nobody uses, by size class.
    var kept = [[Block]](repeating: [], count: Int.bitWidth * 8)
    var allocations = 0
  }
  private let state = Mutex(State())

  public init() {}

  deinit {
    state.withLock { state in
      for block in state.kept.joined() { Memory.free(block.base, bytes: block.bytes) }
    }
  }

  /// How many blocks were asked of the system so far. In steady state it stays the same.
  var allocations: Int { state.withLock { $0.allocations } }

  /// A matrix with undefined contents.
  public func matrix(_ rows: Int, _ columns: Int) -> Matrix {
    Matrix(rows: rows, columns: columns, memory: memory(bytes: rows * columns * MemoryLayout<Float>.stride))
  }

  /// A matrix of zeros.
  public func zeros(_ rows: Int, _ columns: Int) -> Matrix {
    let matrix = matrix(rows, columns)
    matrix.base.update(repeating: 0, count: rows * columns)
    return matrix
  }

  func memory(bytes: Int) -> Memory {
    let (sizeClass, size) = Self.sizeClass(bytes)
    let block = state.withLock { state in
      let block = state.kept[sizeClass].popLast()
      if block == nil { state.allocations += 1 }
      return block
    }
    if let block { return Memory(reusing: block.base, bytes: size, pool: self) }
    return Memory(bytes: size, pool: self)
  }

  func take(_ base: UnsafeMutableRawPointer, bytes: Int) {
    let block = Block(base: base, bytes: bytes)
    state.withLock { $0.kept[Self.sizeClass(bytes).index].append(block) }
  }

  /// The class of blocks that serve this many bytes, and how many each of them has.
  static func sizeClass(_ bytes: Int) -> (index: Int, bytes: Int) {
    guard bytes > 4096 else { return (0, 4096) }
    let power = Int.bitWidth - (bytes - 1).leadingZeroBitCount - 4
    let steps = (bytes - 1) >> power + 1  // 9...16
    return (power * 8 + steps - 8, steps << power)
  }
}
