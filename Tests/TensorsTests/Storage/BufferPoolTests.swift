import Testing

@testable import Tensors

struct BufferPoolTests {
  @Test func aDroppedMatrixServesAgain() {
    let pool = BufferPool()
    for _ in 0..<10 {
      let matrix = pool.matrix(100, 100)
      #expect(matrix.count == 10_000)
    }
    #expect(pool.allocations == 1)
  }

  @Test func livingMatricesAreApart() {
    let pool = BufferPool()
    let (a, b) = (pool.matrix(9, 9), pool.matrix(9, 9))
    a.base.update(repeating: 1, count: 81)
    b.base.update(repeating: 2, count: 81)
    #expect(a.elements.allSatisfy { $0 == 1 } && b.elements.allSatisfy { $0 == 2 })
    #expect(pool.allocations == 2)
  }

  /// The last, smaller batch of an epoch fits into the blocks of the others if it is nearly as large.
  @Test func neighbouringSizesShareBlocks() {
    let pool = BufferPool()
    _ = pool.matrix(2048, 16)
    _ = pool.matrix(2000, 16)
    #expect(pool.allocations == 1)
    _ = pool.matrix(1000, 16)
    #expect(pool.allocations == 2)
  }

  @Test func sizesAreRoundedUpALittle() {
    var last = 0
    var sizes = Array(0...10_000)
    for power in 14...40 {
      let size = 1 << power
      sizes += [size - 1, size, size + 1, size + size / 3]
    }
    for bytes in sizes {
      let size = BufferPool.sizeClass(bytes).bytes
      #expect(size >= bytes && size >= last)
      #expect(size <= max(4096, bytes + bytes / 8))
      #expect(BufferPool.sizeClass(size).bytes == size)
      last = size
    }
  }

  /// Small blocks and mapped ones.
  @Test(arguments: [3, 1100])
  func zerosAreZerosAfterUse(side: Int) {
    let pool = BufferPool()
    do {
      let used = pool.matrix(side, side)
      used.base.update(repeating: 7, count: used.count)
    }
    #expect(pool.zeros(side, side).elements.allSatisfy { $0 == 0 })
    #expect(pool.allocations == 1)
  }

  @Test func matricesOutliveTheirPool() {
    var pool: BufferPool? = BufferPool()
    let matrix = pool?.zeros(20, 20)
    pool = nil
    matrix?.base.update(repeating: 3, count: 400)
    #expect(matrix?.elements == Array(repeating: 3, count: 400))
  }

  @Test func emptyMatrices() {
    let pool = BufferPool()
    #expect(pool.matrix(0, 5).elements == [])
    #expect(pool.zeros(5, 0).elements == [])
  }
}
