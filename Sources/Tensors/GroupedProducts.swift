/// How results are cut into the pieces that threads work on. Cuts depend on shapes alone, so the same sums are made in
/// the same order on any number of threads.
enum Tile {
  /// Rows of a batch that one product takes at most; inputs of that height stay in the second-level cache.
  static let rows = 256
  /// The height of every product at inference, the last rows padded, where the library makes them.
  static let inferenceRows = 64
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

/// Matrix products of rows that belong to groups, each group with a matrix W_g of its own, stacked: group g's is rows
/// g · inputs ..< (g + 1) · inputs of `weights`. The rows of results lie sorted by group. Those of the inputs do too, or
/// else there is one set of inputs that every group takes.
struct GroupedProducts: Sendable {
  let x: Matrix
  let weights: Matrix
  let groups: Groups
  let kernel: ProductKernel
  private let sharesInput: Bool

  init(_ x: Matrix, _ weights: Matrix, _ groups: Groups, with kernel: ProductKernel) {
    self.kernel = kernel
    self.x = x
    self.weights = weights
    self.groups = groups
    sharesInput = x.rows < groups.rows
  }

  /// The inputs of a group's rows.
  private func inputRows(_ rows: Range<Int>, of group: Int) -> Range<Int> {
    guard sharesInput else { return rows }
    let start = groups[group].lowerBound
    return rows.lowerBound - start..<rows.upperBound - start
  }

  private func weight(of group: Int, inputs: Range<Int>, outputs: Range<Int>) -> Block {
    let first = group * x.columns
    return Block(weights, rows: first + inputs.lowerBound..<first + inputs.upperBound, columns: outputs)
  }

  /// One tile of y_g = activation(x_g W_g + b_g).
  ///
  /// - Parameter scratch: if given, rows are computed as parts of products of one fixed height.
  func forward(
    into y: Matrix, _ tile: (group: Int, rows: Range<Int>, columns: Range<Int>), biases: Matrix,
    _ activation: Activation, scratch: BufferPool?
  ) {
    let result = Block(y, rows: tile.rows, columns: tile.columns)
    let finish = Finish(
      bias: biases.base + tile.group * biases.columns + tile.columns.lowerBound, activation: activation)
    let inputs = Block(x, rows: inputRows(tile.rows, of: tile.group), columns: 0..<x.columns)
    let weight = weight(of: tile.group, inputs: 0..<x.columns, outputs: tile.columns)
    if let scratch {
      multiplyInFixedHeight(inputs, weight, into: result, finish: finish, scratch, with: kernel)
    } else {
      multiply(inputs, weight, into: result, finish: finish, with: kernel)
    }
  }

  /// The tiles of dx, by rows of x.
  func inputGrid() -> TileGrid {
    TileGrid(sharesInput ? Groups(single: x.rows) : groups, height: Tile.rows, columns: x.columns)
  }

  /// One tile of dx_g = dy_g W_gᵀ; where all groups took the same inputs, the sum over the groups.
  func inputGradient(
    of dy: Matrix, into dx: Matrix, _ tile: (group: Int, rows: Range<Int>, columns: Range<Int>)
  ) {
    let target = Block(dx, rows: tile.rows, columns: tile.columns)
    for group in sharesInput ? 0..<groups.count : tile.group..<tile.group + 1 {
      let start = sharesInput ? groups[group].lowerBound : 0
      let rows = start + tile.rows.lowerBound..<start + tile.rows.upperBound
      multiply(
        Block(dy, rows: rows, columns: 0..<dy.columns),
        weight(of: group, inputs: tile.columns, outputs: 0..<dy.columns),
        into: target, transposeB: true, adding: sharesInput && group > 0, with: kernel)
    }
  }

  /// The tiles of dW: rows are inputs, stacked over the groups that have rows. The others' part of dW stays as it is.
  func weightGrid() -> TileGrid {
    let active = groups.active
    let height = Tile.weightRows(groups: active.count { $0 })
    return TileGrid(Groups(sizes: active.map { $0 ? x.columns : 0 }), height: height, columns: weights.columns)
  }

  /// One tile of dW_g = x_gᵀ dy_g.
  func weightGradient(of dy: Matrix, into dw: Matrix, _ grid: TileGrid, task: Int) {
    let (group, stacked, columns) = grid[task]
    let first = stacked.lowerBound - grid.groups[group].lowerBound
    let inputs = first..<first + stacked.count
    multiply(
      Block(x, rows: inputRows(groups[group], of: group), columns: inputs),
      Block(dy, rows: groups[group], columns: columns),
      into: Block(dw, rows: group * x.columns + first..<group * x.columns + inputs.upperBound, columns: columns),
      transposeA: true, with: kernel)
  }
}

/// result = a · b, where a has at most `Tile.inferenceRows` rows, computed as if it had exactly that many if the kernel's
/// bits depend on that (`ProductKernel.keepsBits`).
///
/// In one and the same shape a library gives a row the same result at any place and beside any other rows: so scores do not
/// depend on batch-mates.
func multiplyInFixedHeight(
  _ a: Block, _ b: Block, into result: Block, transposeB: Bool = false, finish: Finish? = nil, _ pool: BufferPool,
  with kernel: ProductKernel = .best
) {
  let height = Tile.inferenceRows
  guard !kernel.keepsBits, a.rows < height, a.rows > 0 else {
    return multiply(a, b, into: result, transposeB: transposeB, finish: finish, with: kernel)
  }
  let inputs = pool.zeros(height, a.columns)
  let outputs = pool.matrix(height, result.columns)
  for row in 0..<a.rows { (inputs.base + row * a.columns).update(from: a.base + row * a.stride, count: a.columns) }
  multiply(
    Block(inputs, rows: 0..<height, columns: 0..<a.columns), b,
    into: Block(outputs, rows: 0..<height, columns: 0..<result.columns), transposeB: transposeB, finish: finish,
    with: kernel)
  for row in 0..<result.rows {
    (result.base + row * result.stride).update(from: outputs.base + row * result.columns, count: result.columns)
  }
}
