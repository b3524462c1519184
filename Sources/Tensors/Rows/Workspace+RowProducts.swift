import CKernels

/// Products without gradients, for the router. Tiles depend on the shapes alone, as everywhere.
extension Workspace {
  /// a bᵀ: row i, column j is the dot product of a's row i and b's row j, the same whatever a's other rows are.
  public func dotProducts(_ a: Matrix, _ b: Matrix) -> Matrix {
    precondition(a.columns == b.columns, "rows of one length")
    let result = buffers.matrix(a.rows, b.rows)
    workers.run(over: a.rows, chunk: ProductKernel.best.isBitExact ? Tile.rows : Tile.inferenceRows) { rows in
      multiplyInFixedHeight(
        Block(a, rows: rows, columns: 0..<a.columns), Block(b, rows: 0..<b.rows, columns: 0..<b.columns),
        into: Block(result, rows: rows, columns: 0..<b.rows), transposeB: true, buffers)
    }
    return result
  }

  /// aᵀ b: row j is the sum of b's rows weighted by a's column j.
  public func weightedSums(_ a: Matrix, _ b: Matrix) -> Matrix {
    precondition(a.rows == b.rows, "one weight per row")
    let result = buffers.matrix(a.columns, b.columns)
    let strips = EvenSplit(0..<b.columns, by: 64)
    workers.run(strips.count) { task in
      multiply(
        Block(a, rows: 0..<a.rows, columns: 0..<a.columns), Block(b, rows: 0..<b.rows, columns: strips[task]),
        into: Block(result, rows: 0..<a.columns, columns: strips[task]), transposeA: true)
    }
    return result
  }

  /// Softmax of each row.
  public func softmaxRows(_ x: Matrix) -> Matrix {
    let result = buffers.matrix(x.rows, x.columns)
    workers.run(over: x.rows, chunk: Tile.rows) { rows in
      let start = result.base + rows.lowerBound * x.columns
      start.update(from: x.base + rows.lowerBound * x.columns, count: rows.count * x.columns)
      adl_softmax_rows(rows.count, x.columns, start, x.columns)
    }
    return result
  }
}
