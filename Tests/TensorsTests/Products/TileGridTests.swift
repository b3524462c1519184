import Testing

@testable import Tensors

@Suite struct TileGridTests {
  /// Every element of the result in exactly one tile, each tile within its group, for odd sizes and empty groups.
  @Test(arguments: [[0], [1], [7, 0, 9], [0, 0, 130, 0], [127, 129, 1], []], [0, 1, 8, 255, 257, 600])
  func tilesCoverEachElementOnce(sizes: [Int], columns: Int) {
    let groups = Groups(sizes: sizes)
    let grid = TileGrid(groups, height: 128, columns: columns, width: (512, 100))
    var seen = [Int](repeating: 0, count: groups.rows * columns)
    for task in 0..<grid.count {
      let tile = grid[task]
      #expect(
        groups[tile.group].contains(tile.rows.lowerBound) && tile.rows.upperBound <= groups[tile.group].upperBound)
      #expect(tile.rows.count <= 128 && tile.columns.count <= 512)
      for row in tile.rows { for column in tile.columns { seen[row * columns + column] += 1 } }
    }
    #expect(seen.allSatisfy { $0 == 1 })
  }

  /// Threads end together: nine equal groups are not five and four tasks.
  @Test func theLastTilesAreNarrow() {
    let grid = TileGrid(Groups(sizes: Array(repeating: 100, count: 9)), height: 128, columns: 512, width: (512, 128))
    #expect(
      (0..<grid.count).map { grid[$0].columns.count } == Array(repeating: 512, count: 6)
        + Array(repeating: 128, count: 12))
  }
}
