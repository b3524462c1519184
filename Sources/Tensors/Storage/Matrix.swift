import CKernels

/// A row-major matrix of `Float`: a value, whose memory is copied when it is written to while shared.
///
/// Stacks of matrices (the K specific weights of a layer) are matrices too, one below the other.
public struct Matrix: @unchecked Sendable {
  public let rows: Int
  public let columns: Int
  private var memory: Memory

  /// Wraps memory of at least `rows * columns` floats.
  init(rows: Int, columns: Int, memory: Memory) {
    self.rows = rows
    self.columns = columns
    self.memory = memory
  }

  /// A matrix of zeros.
  public init(rows: Int, columns: Int) {
    let bytes = rows * columns * MemoryLayout<Float>.stride
    self.init(rows: rows, columns: columns, memory: Memory(bytes: bytes))
    // Mapped blocks are zero pages already; writing them would make them real.
    if bytes < Memory.hugePageThreshold { base.update(repeating: 0, count: count) }
  }

  /// A matrix with these elements, row after row.
  public init(rows: Int, columns: Int, elements: [Float]) {
    precondition(elements.count == rows * columns, "\(elements.count) elements are not \(rows) x \(columns)")
    self.init(rows: rows, columns: columns)
    elements.withUnsafeBufferPointer { source in
      if let start = source.baseAddress { base.update(from: start, count: elements.count) }
    }
  }

  public var count: Int { rows * columns }

  /// Whether all elements are finite numbers.
  public var isFinite: Bool { adl_all_finite(count, base) != 0 }

  /// The elements, row after row.
  public var elements: [Float] { Array(UnsafeBufferPointer(start: base, count: count)) }

  public subscript(row: Int, column: Int) -> Float {
    get {
      precondition(row >= 0 && row < rows && column >= 0 && column < columns, "outside of \(rows) x \(columns)")
      return base[row * columns + column]
    }
    set {
      precondition(row >= 0 && row < rows && column >= 0 && column < columns, "outside of \(rows) x \(columns)")
      makeUnique()
      base[row * columns + column] = newValue
    }
  }

  /// The elements of one row.
  public func row(_ row: Int) -> [Float] {
    precondition(row >= 0 && row < rows, "outside of \(rows) rows")
    return Array(UnsafeBufferPointer(start: base + row * columns, count: columns))
  }

  /// The same memory, read in rows of another length.
  func reshaped(_ rows: Int, _ columns: Int) -> Matrix {
    precondition(rows * columns == count, "\(rows) x \(columns) has another count than \(self.rows) x \(self.columns)")
    return Matrix(rows: rows, columns: columns, memory: memory)
  }

  /// A matrix of its own with the same elements.
  public func copy() -> Matrix {
    let other = Matrix(
      rows: rows, columns: columns, memory: Memory(bytes: count * MemoryLayout<Float>.stride))
    other.base.update(from: base, count: count)
    return other
  }

  /// Reads the elements, row after row, without copying them.
  public func withUnsafeBufferPointer<R>(_ body: (UnsafeBufferPointer<Float>) throws -> R) rethrows -> R {
    try body(UnsafeBufferPointer(start: base, count: count))
  }

  /// Changes the elements, row after row; copies memory that another matrix shares first.
  public mutating func withUnsafeMutableBufferPointer<R>(
    _ body: (UnsafeMutableBufferPointer<Float>) throws -> R
  ) rethrows -> R {
    makeUnique()
    return try body(UnsafeMutableBufferPointer(start: base, count: count))
  }

  /// Takes memory of its own where another matrix has the same.
  mutating func makeUnique() {
    if !isKnownUniquelyReferenced(&memory) { self = copy() }
  }

  /// For reading. To be written through only where no other value has this memory: by the code that just made the matrix
  /// or called `makeUnique`.
  var base: UnsafeMutablePointer<Float> { memory.base.assumingMemoryBound(to: Float.self) }
}
