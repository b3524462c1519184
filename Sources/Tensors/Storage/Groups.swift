/// Rows sorted by group (cluster or scenario): group g has the rows `starts[g] ..< starts[g + 1]`.
public struct Groups: Sendable, Equatable {
  public let starts: [Int]

  public init(sizes: [Int]) {
    var starts = [0]
    for size in sizes { starts.append(starts[starts.count - 1] + size) }
    self.starts = starts
  }

  /// All rows in one group.
  public init(single rows: Int) { starts = [0, rows] }

  public var count: Int { starts.count - 1 }
  public var rows: Int { starts[count] }
  public subscript(group: Int) -> Range<Int> { starts[group]..<starts[group + 1] }

  /// Which groups have rows.
  public var active: [Bool] { (0..<count).map { !self[$0].isEmpty } }
}
