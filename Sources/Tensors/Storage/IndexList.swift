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

  /// - Parameter element: gives the number at each index.
  public init(count: Int, in pool: BufferPool? = nil, element: (Int) -> Int32) {
    self.init(count: count, in: pool)
    for index in 0..<count { base[index] = element(index) }
  }

  public init(_ elements: [Int32], in pool: BufferPool? = nil) {
    self.init(count: elements.count, in: pool) { elements[$0] }
  }

  public var startIndex: Int { 0 }
  public var endIndex: Int { count }

  public subscript(index: Int) -> Int32 {
    precondition(index >= 0 && index < count, "outside of \(count) elements")
    return base[index]
  }

  var base: UnsafeMutablePointer<Int32> { memory.base.assumingMemoryBound(to: Int32.self) }
}
