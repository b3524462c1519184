import CKernels

/// The gradient of stacked weights, dW_g = x_gᵀ dy_g, not multiplied out. An optimiser makes it piece by piece and uses
/// each piece while it is in the cache; as a matrix it would go to memory and come back.
public struct ProductGradient: Sendable {
  /// x. Not the weights: an optimiser changes those in place.
  let inputRows: GroupedInputs
  /// [n, outputs], rows sorted by group.
  let dy: Matrix

  /// Groups of rows, each with weights of its own.
  public var groups: Groups { inputRows.groups }
  var inputs: Int { inputRows.x.columns }
  var outputs: Int { dy.columns }

  /// A piece of one group's dW: what one task makes.
  struct Piece: Sendable {
    var inputs: Range<Int>
    var columns: Range<Int>

    var count: Int { inputs.count * columns.count }
  }

  /// The pieces that dW_g falls into.
  var pieces: [Piece] {
    let columns = EvenSplit(0..<outputs, by: Tile.weightColumns)
    let rows = EvenSplit(0..<inputs, by: Tile.weightRows)
    return (0..<rows.count).flatMap { row in
      (0..<columns.count).map { Piece(inputs: rows[row], columns: columns[$0]) }
    }
  }

  /// Computes a piece of dW_g: zeros for a group without rows.
  ///
  /// - Parameter prefetch: what is worked on next.
  func make(_ piece: Piece, of group: Int, into block: Block, prefetch: adl_prefetch? = nil) {
    inputRows.weightGradient(
      of: dy, group: group, inputs: piece.inputs, columns: piece.columns, into: block, prefetch: prefetch)
  }

  /// The whole stack, [G · inputs, outputs], on the caller's thread.
  func matrix() -> Matrix {
    let result = Matrix(rows: groups.count * inputs, columns: outputs)
    for group in 0..<groups.count {
      for piece in pieces { fill(result, piece, of: group) }
    }
    return result
  }

  func fill(_ result: Matrix, _ piece: Piece, of group: Int) {
    let rows = group * inputs + piece.inputs.lowerBound..<group * inputs + piece.inputs.upperBound
    make(piece, of: group, into: Block(result, rows: rows, columns: piece.columns))
  }
}
