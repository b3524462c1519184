import Files

/// The hashes by which a key's values are counted and found again.
enum KeyHash {
  /// Of a column's value.
  @inline(__always)
  static func of(_ cell: Cell) -> UInt64 { ByteHash.hash(cell) }

  /// Of a key's value from those of its columns, in their order.
  @inline(__always)
  static func join(_ first: UInt64, _ next: UInt64) -> UInt64 { ByteHash.finish(ByteHash.fold(first, next)) }
}
