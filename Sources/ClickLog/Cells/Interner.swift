import Files
import Foundation

/// Numbers distinct byte strings 0, 1, 2, … in order of first sight: all bytes in one arena, found by open addressing.
///
/// One allocation a doubling, none a string. This is what makes one pass over the text enough: a column is coded
/// while it is read, and what a code means is decided afterwards.
struct Interner: Sendable {
  private var arena: [UInt8] = []
  /// String `code` is `arena[ends[code] ..< ends[code + 1]]`.
  private var ends: [Int] = [0]
  /// High half: part of the hash, to compare few strings; low half: code + 1, or 0 where free.
  private var slots = [UInt64](repeating: 0, count: 16)

  var count: Int { ends.count - 1 }

  /// The code of these bytes, a new one at first sight.
  mutating func intern(_ bytes: Cell) -> UInt32 { intern(bytes, hash: ByteHash.hash(bytes)) }

  /// The same, where the bytes' `ByteHash` is known.
  mutating func intern(_ bytes: Cell, hash: UInt64) -> UInt32 {
    let slot = slot(of: bytes, hash)
    if slots[slot] != 0 { return UInt32(truncatingIfNeeded: slots[slot]) &- 1 }
    let code = UInt32(count)
    slots[slot] = tag(hash) | UInt64(code &+ 1)
    arena.append(contentsOf: bytes)
    ends.append(arena.count)
    if count * 2 > slots.count { grow() }
    return code
  }

  /// Forgets all but the first so many strings.
  mutating func keep(_ count: Int) {
    while self.count > count {
      // Whoever came last stands in nobody's way: its slot can be free again.
      let last = UInt32(self.count - 1)
      let slot = withBytes(last) { bytes -> Int in self.slot(of: bytes, ByteHash.hash(bytes)) }
      slots[slot] = 0
      ends.removeLast()
      arena.removeLast(arena.count - (ends.last ?? 0))
    }
  }

  func find(_ bytes: Cell) -> UInt32? {
    let slot = slot(of: bytes, ByteHash.hash(bytes))
    return slots[slot] == 0 ? nil : UInt32(truncatingIfNeeded: slots[slot]) &- 1
  }

  func withBytes<R>(_ code: UInt32, _ body: (Cell) throws -> R) rethrows -> R {
    let range = ends[Int(code)]..<ends[Int(code) + 1]
    return try arena.withUnsafeBytes { try body(Cell(rebasing: $0[range])) }
  }

  /// All strings' bytes one after another, and where each begins (and the last ends).
  func withStorage<R>(_ body: (_ bytes: [UInt8], _ ends: [Int]) throws -> R) rethrows -> R { try body(arena, ends) }

  func text(_ code: UInt32) -> String { withBytes(code) { String(decoding: $0, as: UTF8.self) } }

  /// Whether string `a` comes before string `b`, byte by byte: the same order on every machine and in every locale.
  func precedes(_ a: UInt32, _ b: UInt32) -> Bool {
    withBytes(a) { x in withBytes(b) { y in x.lexicographicallyPrecedes(y) } }
  }

  private func tag(_ hash: UInt64) -> UInt64 { hash & 0xffff_ffff_0000_0000 }

  /// Where these bytes are, or the free slot where they belong.
  @inline(__always)
  private func slot(of bytes: Cell, _ hash: UInt64) -> Int {
    let mask = slots.count - 1
    var i = Int(truncatingIfNeeded: hash) & mask
    while slots[i] != 0 {
      if tag(slots[i]) == tag(hash), holds(UInt32(truncatingIfNeeded: slots[i]) &- 1, bytes) { return i }
      i = (i + 1) & mask
    }
    return i
  }

  @inline(__always)
  private func holds(_ code: UInt32, _ bytes: Cell) -> Bool {
    let start = ends[Int(code)]
    guard ends[Int(code) + 1] - start == bytes.count else { return false }
    guard let other = bytes.baseAddress else { return true }
    return arena.withUnsafeBytes { stored in
      stored.baseAddress.map { memcmp($0 + start, other, bytes.count) == 0 } ?? true
    }
  }

  private mutating func grow() {
    slots = [UInt64](repeating: 0, count: slots.count * 2)
    let mask = slots.count - 1
    for code in 0..<UInt32(count) {  // in the order in which they came, as `keep` needs it
      // The low half of the hash is not kept, so it is computed again: a doubling is rare.
      let hash = withBytes(code) { ByteHash.hash($0) }
      var i = Int(truncatingIfNeeded: hash) & mask
      while slots[i] != 0 { i = (i + 1) & mask }
      slots[i] = tag(hash) | UInt64(code &+ 1)
    }
  }
}
