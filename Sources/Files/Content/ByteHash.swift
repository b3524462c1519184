/// 64-bit hashes of bytes: fast, the same on every machine and in every run, not meant against an adversary.
///
/// Called for each cell of a log from another module: hence inlinable, for which the type itself
/// has to be usable from inlined code.
@usableFromInline
package enum ByteHash {
  @inlinable package static var start: UInt64 { 0x9e37_79b9_7f4a_7c15 }
  @inlinable static var multiplier: UInt64 { 0xa076_1d64_78bd_642f }

  /// One step over eight bytes: the two halves of the full product, folded (as in wyhash).
  @inlinable @inline(__always)
  package static func fold(_ state: UInt64, _ word: UInt64) -> UInt64 {
    let product = (state ^ word).multipliedFullWidth(by: multiplier)
    return product.high ^ product.low &+ state
  }

  /// The hash of one byte string.
  @inlinable @inline(__always)
  package static func hash(_ bytes: UnsafeRawBufferPointer) -> UInt64 {
    var state = start ^ UInt64(truncatingIfNeeded: bytes.count)
    var i = 0
    while i + 8 <= bytes.count {
      state = fold(state, UInt64(littleEndian: bytes.loadUnaligned(fromByteOffset: i, as: UInt64.self)))
      i += 8
    }
    return finish(fold(state, tail(bytes, from: i)))
  }

  /// The last, fewer than eight, bytes as one word.
  @inlinable @inline(__always)
  package static func tail(_ bytes: UnsafeRawBufferPointer, from first: Int) -> UInt64 {
    var word: UInt64 = 0
    var shift: UInt64 = 0
    for i in first..<bytes.count {
      word |= UInt64(bytes[i]) << shift
      shift += 8
    }
    return word
  }

  /// A number's hash.
  @inlinable @inline(__always)
  package static func hash(_ word: UInt64) -> UInt64 { finish(fold(start, word)) }

  @inlinable @inline(__always)
  package static func finish(_ state: UInt64) -> UInt64 {
    let mixed = (state ^ (state >> 32)) &* 0xe703_7ed1_a0b4_28db
    return mixed ^ (mixed >> 29)
  }

  /// The hash of a block of a file: as strong as `hash`, in four lanes side by side, as fast as memory.
  package static func hash(block bytes: UnsafeRawBufferPointer) -> UInt64 {
    var (a, b, c, d) = (start, ~start, start ^ 0x5555_5555_5555_5555, start ^ 0x3333_3333_3333_3333)
    func word(_ i: Int) -> UInt64 { UInt64(littleEndian: bytes.loadUnaligned(fromByteOffset: i, as: UInt64.self)) }
    var i = 0
    while i + 32 <= bytes.count {
      a = fold(a, word(i))
      b = fold(b, word(i + 8))
      c = fold(c, word(i + 16))
      d = fold(d, word(i + 24))
      i += 32
    }
    return finish(fold(fold(fold(fold(hash(UnsafeRawBufferPointer(rebasing: bytes[i...])), a), b), c), d))
  }
}
