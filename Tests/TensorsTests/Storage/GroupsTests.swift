import Testing

@testable import Tensors

struct GroupsTests {
  @Test func rangesAndActivity() {
    let groups = Groups(sizes: [2, 0, 3, 0])
    #expect(groups.count == 4 && groups.rows == 5)
    #expect(groups[0] == 0..<2 && groups[1].isEmpty && groups[2] == 2..<5 && groups[3].isEmpty)
    #expect(groups.active == [true, false, true, false])
    #expect(Groups(single: 7) == Groups(sizes: [7]))
    #expect(Groups(sizes: []).rows == 0)
  }

  /// A stable sort by group: against the sort of (group, row) pairs, with groups that stay empty.
  @Test(arguments: [0, 1, 2, 129, 1000], [1, 2, 9, 300])
  func partitionIsAStableSort(rows: Int, count: Int) {
    var draws = RandomGenerator(seed: 1)
    // Only even groups, so that others are empty.
    let assignment = (0..<rows).map { _ in Int32(draws.index(below: (count + 1) / 2) * 2) }
    let partition = Partition(assignment, count: count)
    let expected = (0..<Int32(rows)).sorted { (assignment[Int($0)], $0) < (assignment[Int($1)], $1) }
    #expect(Array(partition.order) == expected)
    #expect(partition.groups.count == count && partition.groups.rows == rows)
    for group in 0..<count {
      let members = partition.groups[group].map { assignment[Int(partition.order[$0])] }
      #expect(members.allSatisfy { $0 == group })
      #expect(members.count == assignment.count { $0 == group })
    }
  }

  /// Tiles cover a range without gaps, none larger than allowed and none much smaller than another.
  @Test(arguments: oddSizes, [1, 8, 128])
  func tiles(count: Int, size: Int) {
    let cut = EvenSplit(3..<3 + count, by: size)
    let tiles = (0..<cut.count).map { cut[$0] }
    #expect(tiles.flatMap { $0 } == Array(3..<3 + count))
    #expect(tiles.allSatisfy { $0.count <= size && !$0.isEmpty })
    #expect((tiles.map(\.count).max() ?? 0) - (tiles.map(\.count).min() ?? 0) <= 1)
  }
}
