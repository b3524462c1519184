/// A batch's rows sorted by the group that each belongs to, and the way back.
public struct Partition: Sendable {
  /// Position p of the sorted batch holds row `order[p]` of the batch.
  public let order: IndexList
  public let groups: Groups

  /// Sorts rows by group, keeping the batch's order within each (a counting sort).
  ///
  /// - Parameter assignment: each row's group, in 0..<count.
  public init(_ assignment: IndexList, count: Int, in pool: BufferPool? = nil) {
    var sizes = [Int](repeating: 0, count: count)
    for row in 0..<assignment.count { sizes[Int(assignment[row])] += 1 }
    groups = Groups(sizes: sizes)
    var next = groups.starts
    order = IndexList(count: assignment.count, in: pool)
    for row in 0..<assignment.count {
      let group = Int(assignment[row])
      order.base[next[group]] = Int32(row)
      next[group] += 1
    }
  }

  public init(_ assignment: [Int32], count: Int) {
    self.init(IndexList(assignment), count: count)
  }
}
