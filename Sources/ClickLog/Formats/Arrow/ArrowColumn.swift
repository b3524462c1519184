import CArrow

/// The memory of one column of a batch, checked: every row between 0 and `rows` can be read without looking again.
/// Valid as long as the batch's `ArrowRows`.
struct ArrowColumn {
  let layout: ArrowLayout
  let rows: Int
  /// Where the first row lies, in values.
  let start: Int
  /// A bit a value, 0 for null; nil if none is null.
  let validity: UnsafeRawPointer?
  /// The values; for text and lists where each begins and ends; for text views the views.
  let values: UnsafeRawPointer?
  /// The bytes of text; for text views the list of the buffers.
  let bytes: UnsafeRawPointer?
  /// The number of the column with a list's values, or a dictionary's indices (its values are the column after that), or of
  /// the structure that holds a map's keys and values, or of that structure's keys.
  var child = -1
  /// Of a map's structure the number of the column with the values.
  var second = -1
  /// The number of the structure that it is a field of, where that has nulls.
  var parent = -1

  @inline(__always)
  func isNull(_ row: Int) -> Bool {
    if layout == .null { return true }
    guard let validity else { return false }
    return !Self.bit(validity, start + row)
  }

  /// The number at a row. Files can place values at any address.
  @inline(__always)
  func load<T: BitwiseCopyable>(_ type: T.Type, _ row: Int) -> T {
    values.unsafelyUnwrapped.loadUnaligned(
      fromByteOffset: (start &+ row) &* MemoryLayout<T>.stride, as: type)
  }

  @inline(__always)
  func truth(_ row: Int) -> Bool { Self.bit(values.unsafelyUnwrapped, start + row) }

  /// Where the text or the list of a row begins and ends.
  @inline(__always)
  func span(wide: Bool, _ row: Int) -> Range<Int> {
    let (from, to) =
      wide
      ? (Int(load(Int64.self, row)), Int(load(Int64.self, row + 1)))
      : (Int(load(Int32.self, row)), Int(load(Int32.self, row + 1)))
    return Range(uncheckedBounds: (from, to))
  }

  /// A row of a column of integers; nil if it is more than 64 bits hold.
  @inline(__always)
  func integer(_ row: Int) -> Int? {
    switch layout {
    case .int8: Int(load(Int8.self, row))
    case .int16: Int(load(Int16.self, row))
    case .int32: Int(load(Int32.self, row))
    case .int64: Int(load(Int64.self, row))
    case .uint8: Int(load(UInt8.self, row))
    case .uint16: Int(load(UInt16.self, row))
    case .uint32: Int(load(UInt32.self, row))
    case .uint64: Int(exactly: load(UInt64.self, row))
    default: nil
    }
  }

  /// The text of a row of views: 12 bytes and fewer lie in the view itself, more in one of the buffers.
  @inline(__always)
  func view(_ row: Int) -> UnsafeRawBufferPointer {
    let view = values.unsafelyUnwrapped + (start + row) * 16
    let count = Int(view.loadUnaligned(as: Int32.self))
    if count <= 12 { return UnsafeRawBufferPointer(start: view + 4, count: count) }
    let buffers = bytes.unsafelyUnwrapped.assumingMemoryBound(to: UnsafeRawPointer?.self)
    let buffer = buffers[Int(view.loadUnaligned(fromByteOffset: 8, as: Int32.self))]
    let offset = Int(view.loadUnaligned(fromByteOffset: 12, as: Int32.self))
    return UnsafeRawBufferPointer(start: buffer.unsafelyUnwrapped + offset, count: count)
  }

  @inline(__always)
  private static func bit(_ bits: UnsafeRawPointer, _ i: Int) -> Bool {
    bits.load(fromByteOffset: i >> 3, as: UInt8.self) & (1 << UInt8(i & 7)) != 0
  }
}
