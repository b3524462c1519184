/// A list of integers as long as a batch, in pooled memory: a step that makes one takes nothing from the heap.
public struct IndexList: RandomAccessCollection, @unchecked Sendable {
  public let count: Int
  private let memory: Memory

  /// With undefined contents.
  init(count: Int, in pool: BufferPool? = nil) {
    self.count = count
    let bytes = count * MemoryLayout<Int32>.stride
    memory = pool?.memory(bytes: bytes) ?? Memory(bytes: bytes)
  }

  public init(_ elements: some Collection<Int32>, in pool: BufferPool? = nil) {
    self.init(count: elements.count, in: pool)
    for (index, element) in elements.enumerated() { base[index] = element }
  }

  public var startIndex: Int { 0 }
  public var endIndex: Int { count }

  public subscript(index: Int) -> Int32 {
    precondition(index >= 0 && index < count, "outside of \(count) elements")
    return base[index]
  }

  var base: UnsafeMutablePointer<Int32> { memory.base.assumingMemoryBound(to: Int32.self) }
}
