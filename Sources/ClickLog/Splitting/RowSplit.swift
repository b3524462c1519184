import Tensors

/// Decides for each row which part it is in, row after row; nothing is kept of the rows but where the limits are.
struct RowSplit {
  private enum Rule {
    case all(UInt8)
    /// By a column's values: what decides is each value's part.
    case values(column: Int, (Cell) -> UInt8)
    /// Rows with a value are the test; of the others a share, drawn at random, validates.
    case value(column: Int, test: [UInt8], validation: Double)
    case random([Double])
    /// Kept rows below the first limit are training, below the second validation.
    case order(Int, Int)
    case time(column: Int, TimeLimit, TimeLimit)
  }

  private var rule: Rule
  private var generator: RandomGenerator
  /// Kept rows so far.
  private var place = 0

  /// - Parameters:
  ///   - kept: how many rows are to be split.
  ///   - dropped: the others.
  ///   - keep: if false, every row is a test row.
  init(
    _ log: CodedLog, split: Schema.Split, seed: UInt64, keep: Bool, dropped: RowSet
  ) throws {
    generator = RandomGenerator(seed: seed).child("split")
    let kept = log.log.rows - dropped.count
    rule = .all(PartName.test.code)
    guard keep else { return }
    switch split {
    case .column(_, let validation, let test):
      if let column = log.layout.split { rule = .values(column: column, Self.limits(validation, test)) }
    case .value(_, let test, let validation):
      if let column = log.layout.split { rule = .value(column: column, test: Array(test.utf8), validation: validation) }
    case .random: rule = .random(split.shares)
    case .order:
      let first = Int((split.shares[0] * Double(kept)).rounded())
      let second = Int(((split.shares[0] + split.shares[1]) * Double(kept)).rounded())
      guard let column = log.layout.time else {
        rule = .order(first, second)
        return
      }
      rule = .time(
        column: column, try TimeLimit(log, column, dropped, rank: first),
        try TimeLimit(log, column, dropped, rank: second))
    }
  }

  private static func limits(_ validation: String, _ test: String) -> (Cell) -> UInt8 {
    if let first = Numbers.read(validation), let second = Numbers.read(test) {
      return { cell in
        guard case .number(let number) = Numbers.read(cell) else { return PartName.nowhere }
        return number < first ? 0 : number < second ? 1 : 2
      }
    }
    let (first, second) = (Array(validation.utf8), Array(test.utf8))
    return { cell in
      cell.lexicographicallyPrecedes(first) ? 0 : cell.lexicographicallyPrecedes(second) ? 1 : 2
    }
  }

  /// The parts of the next chunk's rows.
  mutating func parts(of chunk: CodedChunk, firstRow: Int, rows: Int, dropped: RowSet) -> [UInt8] {
    var parts = [UInt8](repeating: PartName.nowhere, count: rows)
    func fill(_ part: (Int) -> UInt8) {
      for row in 0..<rows where !dropped.contains(firstRow + row) { parts[row] = part(row) }
    }
    switch rule {
    case .all(let part): fill { _ in part }
    case .values(let column, let part):
      let column = chunk.column(column)
      let partOf = (0..<column.values.count).map { part(column.values[$0]) }
      fill { partOf[Int(column.codes[$0])] }
    case .value(let column, let test, let validation):
      let column = chunk.column(column)
      let isTest = (0..<column.values.count).map { column.values[$0].elementsEqual(test) }
      fill { row in
        // Drawn for every row, so that a row's draw does not depend on the others' values.
        let draw = generator.uniform()
        return isTest[Int(column.codes[row])] ? 2 : draw < validation ? 1 : 0
      }
    case .random(let shares):
      fill { _ in
        let draw = generator.uniform()
        return draw < shares[0] ? 0 : draw < shares[0] + shares[1] ? 1 : 2
      }
    case .order(let first, let second):
      fill { _ in
        defer { place += 1 }
        return place < first ? 0 : place < second ? 1 : 2
      }
    case .time(let column, var first, var second):
      let times = chunk.column(column).numbers
      fill { row in
        let isSecond = second.takes(times[row])
        return first.takes(times[row]) ? 0 : isSecond ? 1 : 2
      }
      rule = .time(column: column, first, second)
    }
    return parts
  }
}

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
