import CKernels

/// The rows that grouped products take, sorted by group; or else one set of rows that every group takes.
struct GroupedInputs: Sendable {
  let x: Matrix
  let groups: Groups
  let kernel: ProductKernel
  let sharesInput: Bool

  init(_ x: Matrix, _ groups: Groups, with kernel: ProductKernel) {
    self.x = x
    self.groups = groups
    self.kernel = kernel
    sharesInput = x.rows < groups.rows
  }

  /// The inputs of a group's rows.
  func rows(_ rows: Range<Int>, of group: Int) -> Range<Int> {
    guard sharesInput else { return rows }
    let start = groups[group].lowerBound
    return rows.lowerBound - start..<rows.upperBound - start
  }

  /// Part of dW_g = x_gᵀ dy_g: zeros for a group without rows.
  ///
  /// - Parameter piece: [inputs, columns].
  func weightGradient(
    of dy: Matrix, group: Int, inputs: Range<Int>, columns: Range<Int>, into piece: Block, prefetch: adl_prefetch? = nil
  ) {
    multiply(
      Block(x, rows: rows(groups[group], of: group), columns: inputs),
      Block(dy, rows: groups[group], columns: columns), into: piece, transposeA: true, prefetch: prefetch,
      with: kernel)
  }
}
