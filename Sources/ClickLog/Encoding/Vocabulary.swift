/// The values of a field that training knows, each with its row; row 0 is the one of all others.
public struct Vocabulary: Sendable, Equatable {
  /// Value `code` is row `code + 1`.
  private var values = Interner()
  /// How often the training part held each row's value; row 0 counts those that were too rare.
  public private(set) var counts: [Int]

  public var rows: Int { counts.count }

  /// Empty but for the unknown row, whose values were seen this often.
  init(unknownCount: Int) { counts = [unknownCount] }

  /// Rows for the values that were seen at least `minimumCount` times: most frequent first, then by their bytes.
  init(_ distinct: Interner, counts seen: [Int], minimumCount: Int) {
    self.init(unknownCount: 0)
    add(distinct, counts: seen, minimumCount: minimumCount)
  }

  /// Counts more values: those that have a row stay where they are, and of the others those seen often enough get the next
  /// rows, most frequent first, then by their bytes.
  mutating func add(_ distinct: Interner, counts seen: [Int], minimumCount: Int) {
    var new: [Int] = []
    for code in seen.indices where seen[code] > 0 {
      let row = distinct.withBytes(UInt32(code)) { self.row(of: $0) }
      if row == Field.unknownRow, seen[code] >= minimumCount { new.append(code) } else { counts[row] += seen[code] }
    }
    new.sort { seen[$0] != seen[$1] ? seen[$0] > seen[$1] : distinct.precedes(UInt32($0), UInt32($1)) }
    for code in new { distinct.withBytes(UInt32(code)) { _ = append($0, count: seen[code]) } }
  }

  /// Gives a value the next row; false if it has one.
  mutating func append(_ value: Cell, count: Int) -> Bool {
    guard values.intern(value) == UInt32(counts.count - 1) else { return false }
    counts.append(count)
    return true
  }

  /// The row of a value; 0 if training did not know it.
  public func row(of value: String) -> Int {
    var copy = value
    return copy.withUTF8 { row(of: Cell($0)) }
  }

  func row(of value: Cell) -> Int { values.find(value).map { Int($0) + 1 } ?? Field.unknownRow }

  /// The value of a row from 1 on.
  func withValue<R>(ofRow row: Int, _ body: (Cell) throws -> R) rethrows -> R {
    try values.withBytes(UInt32(row - 1), body)
  }

  /// The text of a row from 1 on.
  func value(ofRow row: Int) -> String { values.text(UInt32(row - 1)) }

  func label(ofRow row: Int) -> String {
    guard row > 0, row < rows else { return "(unknown)" }
    let value = value(ofRow: row)
    return value.isEmpty ? Scenario.empty : value
  }

  /// Whether this is another vocabulary with values added at its end.
  func extends(_ other: Vocabulary) -> Bool {
    rows >= other.rows
      && (1..<max(1, other.rows)).allSatisfy { row in other.withValue(ofRow: row) { self.row(of: $0) } == row }
  }

  public static func == (a: Vocabulary, b: Vocabulary) -> Bool { a.counts == b.counts && a.extends(b) }
}
