import Synchronization

/// Keeps the memory of matrices that are no longer used for the next ones of about that size.
///
/// A training step makes and drops the same matrices over and over; fresh memory for each would cost as much in page
/// faults as the arithmetic on it. Sizes are rounded up to one of eight steps per power of two, so that a block serves
/// neighbouring sizes (the last, smaller batch of an epoch).
public final class BufferPool: Sendable {
  private struct KeptBlock: @unchecked Sendable {
    let base: UnsafeMutableRawPointer
    let bytes: Int
  }
  private struct State {
    /// Blocks that are free, by size class.
    var kept = [[KeptBlock]](repeating: [], count: Int.bitWidth * 8)
    var allocations = 0
    var bytes = 0
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

  /// Bytes that were asked of the system so far; the pool keeps them until it goes.
  package var bytes: Int { state.withLock { $0.bytes } }

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
      if block == nil {
        state.allocations += 1
        state.bytes += size
      }
      return block
    }
    if let block { return Memory(reusing: block.base, bytes: size, pool: self) }
    return Memory(bytes: size, pool: self)
  }

  func take(_ base: UnsafeMutableRawPointer, bytes: Int) {
    let block = KeptBlock(base: base, bytes: bytes)
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
