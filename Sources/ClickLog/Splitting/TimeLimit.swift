/// The first so many rows in the order of time; rows of one time are in the order of the file.
struct TimeLimit {
  /// Rows before this time are below the limit, and so many of this time.
  private let time: Double
  private var equals: Int

  /// Finds the time of the row of a rank, by its digits in base 65,536 from the highest: four passes over the times.
  init(_ log: CodedLog, _ column: Int, _ dropped: RowSet, rank: Int) throws {
    guard rank < log.log.rows - dropped.count else {
      (time, equals) = (.infinity, .max)
      return
    }
    var prefix: UInt64 = 0
    var rest = rank
    for shift in stride(from: UInt64(48), through: 0, by: -16) {
      var counts = [Int](repeating: 0, count: 1 << 16)
      try log.log.forEachChunk { chunk, place in
        for (row, time) in chunk.column(column).numbers.enumerated() where !dropped.contains(place.firstRow + row) {
          let key = Self.key(time)
          if shift == 48 || key >> (shift + 16) == prefix { counts[Int(key >> shift & 0xffff)] += 1 }
        }
      }
      var digit = 0
      while rest >= counts[digit] {
        rest -= counts[digit]
        digit += 1
      }
      prefix = prefix << 16 | UInt64(digit)
    }
    time = Self.time(prefix)
    equals = rest
  }

  /// Whether the next row is below the limit.
  mutating func takes(_ time: Double) -> Bool {
    if time != self.time { return time < self.time }
    guard equals > 0 else { return false }
    equals -= 1
    return true
  }

  /// A whole number that is ordered as the times are; −0 counts as 0.
  private static func key(_ time: Double) -> UInt64 {
    let bits = (time + 0).bitPattern
    return bits >> 63 == 0 ? bits | 1 << 63 : ~bits
  }

  private static func time(_ key: UInt64) -> Double {
    Double(bitPattern: key >> 63 == 1 ? key & ~(1 << 63) : ~key)
  }
}
