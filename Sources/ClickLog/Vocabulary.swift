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
    let known = seen.indices.filter { seen[$0] >= max(1, minimumCount) }.sorted {
      seen[$0] != seen[$1] ? seen[$0] > seen[$1] : distinct.precedes(UInt32($0), UInt32($1))
    }
    self.init(unknownCount: seen.reduce(0, +) - known.reduce(0) { $0 + seen[$1] })
    for code in known { distinct.withBytes(UInt32(code)) { _ = append($0, count: seen[code]) } }
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

  func label(ofRow row: Int) -> String {
    guard row > 0, row < rows else { return "(unknown)" }
    let value = values.text(UInt32(row - 1))
    return value.isEmpty ? ScenarioCoder.empty : value
  }

  /// The row of each value of another numbering, by its code.
  func rows(of other: Interner) -> [UInt32] {
    (0..<other.count).map { code in other.withBytes(UInt32(code)) { UInt32(row(of: $0)) } }
  }

  public static func == (a: Vocabulary, b: Vocabulary) -> Bool {
    a.counts == b.counts && (1..<max(1, a.rows)).allSatisfy { row in a.withValue(ofRow: row) { b.row(of: $0) } == row }
  }
}
