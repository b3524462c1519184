import CKernels

/// What clustering needs of rows, without gradients. Sums have a fixed order: the same bits on any number of threads.
extension Workspace {
  /// The mean of all rows, [1, columns]; zeros where there are none.
  public func columnMeans(_ x: Matrix) -> Matrix {
    let means = buffers.zeros(1, x.columns)
    guard x.rows > 0 else { return means }
    workers.run(over: x.columns, chunk: 64) { columns in
      let target = means.base + columns.lowerBound
      adl_column_sums(x.rows, columns.count, x.base + columns.lowerBound, x.columns, target)
      for column in 0..<columns.count { target[column] /= Float(x.rows) }
    }
    return means
  }

  /// norm₂((x_i − mean) F) for each row i, where F is block-diagonal: a matrix for each block (field) of columns.
  ///
  /// - Parameters:
  ///   - mean: [columns].
  ///   - factors: [columns, width]: the blocks, one below the other.
  /// - Returns: [n, columns]; zeros for a row at the mean.
  public func spheredDirections(_ x: Matrix, mean: Matrix, factors: Matrix) -> Matrix {
    precondition(mean.count == x.columns && factors.rows == x.columns, "a mean and blocks as long as a row")
    let result = buffers.matrix(x.rows, x.columns)
    let width = factors.columns
    workers.run(over: x.rows, chunk: Tile.rows) { rows in
      let start = rows.lowerBound * x.columns
      adl_sphere(
        rows.count, x.columns / width, width, x.base + start, mean.base, factors.base, result.base + start)
    }
    return result
  }

  /// The covariance of each block of columns around a mean, [columns, width]; zeros without rows.
  public func blockCovariances(_ x: Matrix, mean: Matrix, width: Int) -> Matrix {
    let result = buffers.zeros(x.columns, width)
    guard x.rows > 0 else { return result }
    workers.run(x.columns / width) { block in
      let target = result.base + block * width * width
      adl_scatter(x.rows, width, x.base + block * width, x.columns, mean.base + block * width, target)
      for i in 0..<width * width { target[i] /= Float(x.rows) }
    }
    return result
  }

  /// Row j is the sum of the rows i with group[i] = j, in their order.
  public func sums(of x: Matrix, by groups: IndexList, count: Int) -> Matrix {
    precondition(groups.count == x.rows, "a group for each row")
    let result = buffers.zeros(count, x.columns)
    workers.run(over: x.columns, chunk: 64) { columns in
      for row in 0..<x.rows {
        adl_add_scaled(
          columns.count, 1, x.base + row * x.columns + columns.lowerBound,
          result.base + Int(groups[row]) * x.columns + columns.lowerBound)
      }
    }
    return result
  }
}

extension Matrix {
  /// Columns `ranges`, side by side: the part of an input that belongs to a group of features.
  public func columns(_ ranges: [Range<Int>], in workspace: Workspace) -> Matrix {
    let picked = workspace.buffers.matrix(rows, ranges.reduce(0) { $0 + $1.count })
    workspace.workers.run(over: rows, chunk: Tile.rows) { chunk in
      for row in chunk {
        var target = picked.base + row * picked.columns
        for range in ranges {
          target.update(from: base + row * columns + range.lowerBound, count: range.count)
          target += range.count
        }
      }
    }
    return picked
  }
}
