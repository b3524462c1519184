import CKernels

/// The gradient of stacked weights, dW_g = x_gᵀ dy_g, not multiplied out. An optimiser makes it piece by piece and uses
/// each piece while it is in the cache; spelt out it would go to memory and come back.
public struct ProductGradient: Sendable {
  let products: GroupedProducts
  /// [n, outputs], rows sorted by group.
  let dy: Matrix

  /// Groups of rows, each with weights of its own.
  public var groups: Groups { products.groups }
  var inputs: Int { products.x.columns }
  var outputs: Int { dy.columns }

  /// A piece of one group's dW: what one task makes.
  struct Piece: Sendable {
    var inputs: Range<Int>
    var columns: Range<Int>

    var count: Int { inputs.count * columns.count }
  }

  /// The pieces that dW_g falls into.
  var pieces: [Piece] {
    let columns = Cut(0..<outputs, by: Tile.weightColumns)
    let rows = Cut(0..<inputs, by: Tile.weightRows)
    return (0..<rows.count).flatMap { row in
      (0..<columns.count).map { Piece(inputs: rows[row], columns: columns[$0]) }
    }
  }

  /// Computes a piece of dW_g: zeros for a group without rows.
  ///
  /// - Parameter ahead: what is worked on next.
  func make(_ piece: Piece, of group: Int, into block: Block, ahead: adl_ahead? = nil) {
    products.weightGradient(
      of: dy, group: group, inputs: piece.inputs, columns: piece.columns, into: block, ahead: ahead)
  }

  /// The whole stack, [G · inputs, outputs].
  func matrix(in workspace: Workspace) -> Matrix {
    let result = workspace.buffers.matrix(groups.count * inputs, outputs)
    let pieces = pieces
    workspace.workers.run(groups.count * pieces.count) { task in
      let (group, index) = task.quotientAndRemainder(dividingBy: pieces.count)
      fill(result, pieces[index], of: group)
    }
    return result
  }

  /// The same without a workspace, for tests and checks.
  func matrix() -> Matrix {
    let result = Matrix(rows: groups.count * inputs, columns: outputs)
    for group in 0..<groups.count {
      for piece in pieces { fill(result, piece, of: group) }
    }
    return result
  }

  private func fill(_ result: Matrix, _ piece: Piece, of group: Int) {
    let rows = group * inputs + piece.inputs.lowerBound..<group * inputs + piece.inputs.upperBound
    make(piece, of: group, into: Block(result, rows: rows, columns: piece.columns))
  }
}
