/// How results are cut into the pieces that threads work on. Cuts depend on shapes alone, so the same sums are made in
/// the same order on any number of threads.
enum Tile {
  /// Rows of a batch that one product takes at most; inputs of that height stay in the second-level cache.
  static let rows = 256
  /// Columns that one product makes at most. Each product packs its operands anew, so wide tiles pay.
  static let columns = 512
  /// Rows of a weight gradient that one product makes at most. Whole matrices, where there are enough of them to share
  /// out among threads: each piece packs its operands anew. Pieces of them for one tower, or few.
  static func weightRows(groups: Int) -> Int { groups < 4 ? 128 : 512 }
}

/// A range cut into equal parts (to within one) of at most a given size.
struct Cut: Sendable {
  let whole: Range<Int>
  let count: Int

  init(_ whole: Range<Int>, by size: Int) {
    self.whole = whole
    count = (whole.count + size - 1) / size
  }

  subscript(part: Int) -> Range<Int> {
    whole.lowerBound + whole.count * part / count..<whole.lowerBound + whole.count * (part + 1) / count
  }
}

/// The tiles of a result whose rows fall into groups: tasks for the worker pool. A tile lies within one group.
struct TileGrid: Sendable {
  let groups: Groups
  private let height: Int
  private let columns: Cut
  /// Group g has the tasks `starts[g] ..< starts[g + 1]`.
  private let starts: [Int]

  init(_ groups: Groups, height: Int, columns: Int) {
    self.groups = groups
    self.height = height
    self.columns = Cut(0..<columns, by: Tile.columns)
    var starts = [0]
    for group in 0..<groups.count {
      starts.append(starts[group] + Cut(groups[group], by: height).count * self.columns.count)
    }
    self.starts = starts
  }

  var count: Int { starts[groups.count] }

  subscript(task: Int) -> (group: Int, rows: Range<Int>, columns: Range<Int>) {
    // The last group that starts at or before the task (groups without tasks share their start with the next one).
    var low = 0
    var high = groups.count
    while high - low > 1 {
      let middle = (low + high) / 2
      if starts[middle] <= task { low = middle } else { high = middle }
    }
    let (row, column) = (task - starts[low]).quotientAndRemainder(dividingBy: columns.count)
    return (low, Cut(groups[low], by: height)[row], columns[column])
  }
}

/// Matrix products of rows that lie sorted by group, each group with a matrix W_g of its own, stacked: group g's is rows
/// g · inputs ..< (g + 1) · inputs of `weights`.
enum GroupedProducts {
  /// One tile of y_g = x_g W_g.
  static func forward(
    _ x: Matrix, _ weights: Matrix, into y: Matrix, _ tile: (group: Int, rows: Range<Int>, columns: Range<Int>)
  ) -> Block {
    let inputs = x.columns
    let result = Block(y, rows: tile.rows, columns: tile.columns)
    multiply(
      Block(x, rows: tile.rows, columns: 0..<inputs),
      Block(weights, rows: tile.group * inputs..<(tile.group + 1) * inputs, columns: tile.columns), into: result)
    return result
  }

  /// One tile of dx_g = dy_g W_gᵀ.
  static func inputGradient(
    _ dy: Matrix, _ weights: Matrix, into dx: Matrix, _ tile: (group: Int, rows: Range<Int>, columns: Range<Int>)
  ) {
    let first = tile.group * dx.columns
    multiply(
      Block(dy, rows: tile.rows, columns: 0..<dy.columns),
      Block(
        weights, rows: first + tile.columns.lowerBound..<first + tile.columns.upperBound, columns: 0..<dy.columns),
      into: Block(dx, rows: tile.rows, columns: tile.columns), transposeB: true)
  }

  /// The tiles of dW: rows are inputs, stacked over the groups that have rows. The others' part of dW stays as it is.
  static func weightGrid(_ groups: Groups, inputs: Int, outputs: Int) -> TileGrid {
    let active = groups.active
    let height = Tile.weightRows(groups: active.count { $0 })
    return TileGrid(Groups(sizes: active.map { $0 ? inputs : 0 }), height: height, columns: outputs)
  }

  /// One tile of dW_g = x_gᵀ dy_g.
  static func weightGradient(_ x: Matrix, _ dy: Matrix, _ groups: Groups, into dw: Matrix, _ grid: TileGrid, task: Int)
  {
    let (group, stacked, columns) = grid[task]
    let first = stacked.lowerBound - grid.groups[group].lowerBound
    let inputs = first..<first + stacked.count
    multiply(
      Block(x, rows: groups[group], columns: inputs), Block(dy, rows: groups[group], columns: columns),
      into: Block(dw, rows: group * x.columns + first..<group * x.columns + inputs.upperBound, columns: columns),
      transposeA: true)
  }
}
