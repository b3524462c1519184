/// A matrix that is changed in place: a parameter, or a moment of one.
///
/// A reference: all who hold it see the change. A `Matrix` read out of it is a value and stays as it was: the memory is
/// copied when it is changed while such a value is still held, and only then. So a training step, which holds none, copies
/// nothing.
public final class MutableMatrix {
  /// The numbers as they are now.
  public var value: Matrix

  public init(_ value: Matrix) { self.value = value }

  public var rows: Int { value.rows }
  public var columns: Int { value.columns }
  public var count: Int { value.count }

  /// Changes the elements, row after row, in place.
  public func withUnsafeMutableElements<R>(
    _ body: (UnsafeMutableBufferPointer<Float>) throws -> R
  ) rethrows -> R {
    try value.withUnsafeMutableBufferPointer(body)
  }

  /// The matrix, to be written through its `base` at once: no other value has its memory.
  func writable() -> Matrix {
    value.makeUnique()
    return value
  }
}
