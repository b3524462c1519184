/// Rows and clicks of each of a key's values, found by the value's hash.
///
/// Open addressing; 24 bytes a slot, of which at most two thirds are in use. Two values pass for the same with probability
/// n²/2⁶⁵.
struct CountTable: Sendable {
  private struct Slot {
    /// 0 for a free one.
    var hash: UInt64 = 0
    var count = KeyCount()
  }

  private var slots: [Slot]
  /// How many values there are.
  private(set) var count = 0

  init(capacity: Int = 0) {
    var size = 1 << 10
    while size * 2 < capacity * 3 { size *= 2 }
    slots = Array(repeating: Slot(), count: size)
  }

  /// Nothing for a value that was not counted.
  subscript(hash: UInt64) -> KeyCount {
    let hash = Self.marked(hash)
    return slots.withUnsafeBufferPointer { slots in slots[Self.place(of: hash, in: slots)].count }
  }

  mutating func add(_ count: KeyCount, to hash: UInt64) {
    if (self.count + 1) * 3 > slots.count * 2 { grow() }
    let hash = Self.marked(hash)
    let isNew = slots.withUnsafeMutableBufferPointer { slots in
      let place = Self.place(of: hash, in: UnsafeBufferPointer(slots))
      let isNew = slots[place].hash == 0
      slots[place].hash = hash
      slots[place].count += count
      return isNew
    }
    if isNew { self.count += 1 }
  }

  /// All values by their hashes, in rising order.
  var sorted: [(hash: UInt64, count: KeyCount)] {
    slots.filter { $0.hash != 0 }.sorted { $0.hash < $1.hash }.map { ($0.hash, $0.count) }
  }

  private static func marked(_ hash: UInt64) -> UInt64 { hash == 0 ? 1 : hash }

  @inline(__always)
  private static func place(of hash: UInt64, in slots: UnsafeBufferPointer<Slot>) -> Int {
    let mask = slots.count - 1
    var place = Int(truncatingIfNeeded: hash) & mask
    while slots[place].hash != 0, slots[place].hash != hash { place = (place + 1) & mask }
    return place
  }

  private mutating func grow() {
    let old = slots
    slots = Array(repeating: Slot(), count: old.count * 2)
    slots.withUnsafeMutableBufferPointer { slots in
      for slot in old where slot.hash != 0 { slots[Self.place(of: slot.hash, in: UnsafeBufferPointer(slots))] = slot }
    }
  }
}

extension CountTable: Equatable {
  static func == (a: CountTable, b: CountTable) -> Bool {
    a.count == b.count && a.slots.allSatisfy { $0.hash == 0 || b[$0.hash] == $0.count }
  }
}
