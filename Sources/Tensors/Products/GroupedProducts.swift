import CKernels

/// Matrix products of rows that belong to groups, each group with a matrix W_g of its own, stacked: group g's is rows
/// g · inputs ..< (g + 1) · inputs of `weights`. The rows of results are sorted by group.
struct GroupedProducts: Sendable {
  let inputs: GroupedInputs
  let weights: Matrix
  /// If given, W_g is this times group g's part of `weights`, element by element, multiplied as it is read.
  let factor: Matrix?

  init(_ x: Matrix, _ weights: Matrix, times factor: Matrix? = nil, _ groups: Groups, with kernel: ProductKernel) {
    inputs = GroupedInputs(x, groups, with: kernel)
    self.weights = weights
    self.factor = factor
  }

  var x: Matrix { inputs.x }
  var groups: Groups { inputs.groups }
  var kernel: ProductKernel { inputs.kernel }

  private func weight(
    of group: Int, inputs: Range<Int>, outputs: Range<Int>
  ) -> (own: Block, factor: UnsafePointer<Float>?) {
    let first = group * x.columns
    return (
      Block(weights, rows: first + inputs.lowerBound..<first + inputs.upperBound, columns: outputs),
      factor.map { UnsafePointer(Block($0, rows: inputs, columns: outputs).base) }
    )
  }

  /// The tiles of y.
  ///
  /// - Parameter height: rows that a tile has at most.
  func outputGrid(height: Int) -> TileGrid {
    TileGrid(groups, height: height, columns: weights.columns, width: kernel.tileWidth)
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
    let x = Block(self.x, rows: inputs.rows(tile.rows, of: tile.group), columns: 0..<self.x.columns)
    let (own, factor) = weight(of: tile.group, inputs: 0..<x.columns, outputs: tile.columns)
    if let scratch {
      multiplyInFixedHeight(x, own, into: result, finish: finish, scratch, with: kernel)
    } else {
      multiply(x, own, times: factor, into: result, finish: finish, with: kernel)
    }
  }

  /// The tiles of dx, by rows of x.
  func inputGrid() -> TileGrid {
    TileGrid(
      inputs.sharesInput ? Groups(single: x.rows) : groups, height: Tile.rows, columns: x.columns,
      width: kernel.tileWidth)
  }

  /// One tile of dx_g = dy_g W_gᵀ; where all groups took the same inputs, the sum over the groups.
  ///
  /// - Parameter masked: 0 where x is not positive.
  func inputGradient(
    of dy: Matrix, into dx: Matrix, _ tile: (group: Int, rows: Range<Int>, columns: Range<Int>), masked: Bool
  ) {
    let target = Block(dx, rows: tile.rows, columns: tile.columns)
    let mask = masked ? UnsafePointer(Block(x, rows: tile.rows, columns: tile.columns).base) : nil
    for group in inputs.sharesInput ? 0..<groups.count : tile.group..<tile.group + 1 {
      let start = inputs.sharesInput ? groups[group].lowerBound : 0
      let rows = start + tile.rows.lowerBound..<start + tile.rows.upperBound
      let (own, factor) = weight(of: group, inputs: tile.columns, outputs: 0..<dy.columns)
      multiply(
        Block(dy, rows: rows, columns: 0..<dy.columns), own, times: factor, into: target, transposeB: true,
        adding: inputs.sharesInput && group > 0, finish: Finish(mask: mask), with: kernel)
    }
  }
}

/// result = a · b, where a has at most `Tile.inferenceRows` rows, computed as if it had exactly that many if the kernel's
/// bits depend on that (`ProductKernel.isBitExact`).
///
/// In one and the same shape a library gives a row the same result at any place and beside any other rows: so scores do not
/// depend on batch-mates.
func multiplyInFixedHeight(
  _ a: Block, _ b: Block, into result: Block, transposeB: Bool = false, finish: Finish = Finish(), _ pool: BufferPool,
  with kernel: ProductKernel = .best
) {
  let height = Tile.inferenceRows
  guard !kernel.isBitExact, a.rows < height, a.rows > 0 else {
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
