/// 64-bit hashes of bytes: fast, the same on every machine and in every run, not meant against an adversary.
enum ByteHash {
  static let start: UInt64 = 0x9e37_79b9_7f4a_7c15
  private static let multiplier: UInt64 = 0xa076_1d64_78bd_642f

  /// One step over eight bytes: the two halves of the full product, folded (as in wyhash).
  @inline(__always)
  static func fold(_ state: UInt64, _ word: UInt64) -> UInt64 {
    let product = (state ^ word).multipliedFullWidth(by: multiplier)
    return product.high ^ product.low &+ state
  }

  /// The hash of one byte string.
  @inline(__always)
  static func hash(_ bytes: UnsafeRawBufferPointer) -> UInt64 {
    var state = start ^ UInt64(truncatingIfNeeded: bytes.count)
    var i = 0
    while i + 8 <= bytes.count {
      state = fold(state, UInt64(littleEndian: bytes.loadUnaligned(fromByteOffset: i, as: UInt64.self)))
      i += 8
    }
    return finish(fold(state, tail(bytes, from: i)))
  }

  /// The last, fewer than eight, bytes as one word.
  @inline(__always)
  static func tail(_ bytes: UnsafeRawBufferPointer, from first: Int) -> UInt64 {
    var word: UInt64 = 0
    var shift: UInt64 = 0
    for i in first..<bytes.count {
      word |= UInt64(bytes[i]) << shift
      shift += 8
    }
    return word
  }

  @inline(__always)
  static func finish(_ state: UInt64) -> UInt64 {
    let mixed = (state ^ (state >> 32)) &* 0xe703_7ed1_a0b4_28db
    return mixed ^ (mixed >> 29)
  }
}

/// A hash of a stream that does not depend on how the stream was cut into chunks.
struct StreamHash {
  private var state = ByteHash.start
  private var pending: UInt64 = 0
  private var pendingCount = 0
  private var length: UInt64 = 0

  mutating func update(_ bytes: UnsafeRawBufferPointer) {
    length &+= UInt64(bytes.count)
    var i = 0
    while pendingCount > 0, i < bytes.count { take(bytes[i], &i) }
    var state = self.state
    while i + 8 <= bytes.count {
      state = ByteHash.fold(state, UInt64(littleEndian: bytes.loadUnaligned(fromByteOffset: i, as: UInt64.self)))
      i += 8
    }
    self.state = state
    while i < bytes.count { take(bytes[i], &i) }
  }

  var value: UInt64 { ByteHash.finish(ByteHash.fold(ByteHash.fold(state, pending), length)) }

  private mutating func take(_ byte: UInt8, _ i: inout Int) {
    pending |= UInt64(byte) << UInt64(8 * pendingCount)
    pendingCount += 1
    i += 1
    if pendingCount == 8 {
      state = ByteHash.fold(state, pending)
      pending = 0
      pendingCount = 0
    }
  }
}
