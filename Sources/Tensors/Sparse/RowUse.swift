/// A table row and one use of it as one number, which sorts by row and then by use.
enum RowUse {
  /// Bits that one pass sorts by: the ends of so many buckets fit into a core's cache.
  static let digit = 11
  /// Up to so many pairs are sorted by insertion.
  private static let few = 24

  static func pair(row: Int32, use: Int) -> UInt64 {
    UInt64(UInt32(bitPattern: row)) << 32 | UInt64(UInt32(truncatingIfNeeded: use))
  }

  static func row(_ pair: UInt64) -> Int32 { Int32(truncatingIfNeeded: pair >> 32) }

  static func use(_ pair: UInt64) -> Int32 { Int32(truncatingIfNeeded: pair) }

  /// Sorts pairs whose uses ascend and whose rows differ in the lowest `bits` only.
  ///
  /// A radix sort of pairs without an allocation, for every training step; `radixSort` of Evaluation sorts plain keys of full width.
  ///
  /// - Parameters:
  ///   - spare: room for as many.
  ///   - counters: room for 2^`digit`.
  static func sort(
    _ pairs: UnsafeMutablePointer<UInt64>, _ spare: UnsafeMutablePointer<UInt64>, count: Int, bits: Int,
    counters: UnsafeMutablePointer<Int32>
  ) {
    guard count > 1, bits > 0 else { return }
    guard count > few else { return insertionSort(pairs, count: count) }
    // Fewer counters than pairs: most buckets are small, and clearing and adding up counters would take longer than they.
    let widest = min(digit, Int.bitWidth - 1 - count.leadingZeroBitCount)
    let passes = (bits + widest - 1) / widest
    let width = (bits + passes - 1) / passes
    var (source, target) = (pairs, spare)
    for pass in 0..<passes {
      let (shift, mask) = (UInt64(32 + pass * width), UInt64(1) << UInt64(width) - 1)
      counters.update(repeating: 0, count: 1 << width)
      for i in 0..<count { counters[Int(source[i] &>> shift & mask)] &+= 1 }
      var total: Int32 = 0
      for bucket in 0..<1 << width {
        let size = counters[bucket]
        counters[bucket] = total
        total &+= size
      }
      for i in 0..<count {
        let bucket = Int(source[i] &>> shift & mask)
        target[Int(counters[bucket])] = source[i]
        counters[bucket] &+= 1
      }
      swap(&source, &target)
    }
    if source != pairs { pairs.update(from: source, count: count) }
  }

  private static func insertionSort(_ pairs: UnsafeMutablePointer<UInt64>, count: Int) {
    for i in 1..<count {
      let pair = pairs[i]
      var place = i
      while place > 0, pairs[place &- 1] > pair {
        pairs[place] = pairs[place &- 1]
        place &-= 1
      }
      pairs[place] = pair
    }
  }
}

/// A list of such pairs in pooled memory.
struct RowUseList: @unchecked Sendable {
  let count: Int
  private let memory: Memory

  /// With undefined contents.
  init(count: Int, in pool: BufferPool) {
    self.count = count
    memory = pool.memory(bytes: count * MemoryLayout<UInt64>.stride)
  }

  var base: UnsafeMutablePointer<UInt64> { memory.base.assumingMemoryBound(to: UInt64.self) }
}
