/// A set of 64-bit hashes by open addressing: about 16 bytes an element, so that the duplicates of a long log are
/// found in little memory. Two different rows pass for the same with probability n²/2⁶⁵: 5·10⁻⁵ at 42 M rows.
struct HashSet64 {
  private var slots = [UInt64](repeating: 0, count: 1 << 12)
  private var count = 0

  /// False if the hash was there before.
  mutating func insert(_ hash: UInt64) -> Bool {
    if count * 2 >= slots.count { grow() }
    return place(hash == 0 ? 1 : hash)  // 0 marks a free slot
  }

  private mutating func place(_ hash: UInt64) -> Bool {
    let mask = slots.count - 1
    var i = Int(truncatingIfNeeded: hash) & mask
    while slots[i] != 0 {
      if slots[i] == hash { return false }
      i = (i + 1) & mask
    }
    slots[i] = hash
    count += 1
    return true
  }

  private mutating func grow() {
    let old = slots
    slots = [UInt64](repeating: 0, count: old.count * 2)
    count = 0
    for hash in old where hash != 0 { _ = place(hash) }
  }
}
