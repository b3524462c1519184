import Testing

@testable import Tensors

@Suite struct TileGridTests {
  /// Every element of the result in exactly one tile, each tile within its group, for odd sizes and empty groups.
  @Test(arguments: [[0], [1], [7, 0, 9], [0, 0, 130, 0], [127, 129, 1], []], [0, 1, 8, 255, 257, 600])
  func tilesCoverEachElementOnce(sizes: [Int], columns: Int) {
    let groups = Groups(sizes: sizes)
    let grid = TileGrid(groups, height: 128, columns: columns)
    var seen = [Int](repeating: 0, count: groups.rows * columns)
    for task in 0..<grid.count {
      let tile = grid[task]
      #expect(
        groups[tile.group].contains(tile.rows.lowerBound) && tile.rows.upperBound <= groups[tile.group].upperBound)
      #expect(tile.rows.count <= 128 && tile.columns.count <= Tile.columns)
      for row in tile.rows { for column in tile.columns { seen[row * columns + column] += 1 } }
    }
    #expect(seen.allSatisfy { $0 == 1 })
  }
}
