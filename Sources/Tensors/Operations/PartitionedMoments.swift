import CKernels

/// Mean and variance of each column over the rows of each group, [G, columns], and how many rows each group had.
public struct PartitionedMoments: Sendable {
  public let mean: Matrix
  /// Biased: divided by the number of rows.
  public let variance: Matrix
  public let rows: [Int]
}

extension Workspace {
  /// The moments of rows sorted by group; zeros for a group without rows.
  public func moments(_ x: Matrix, in groups: Groups) -> PartitionedMoments {
    let mean = buffers.zeros(groups.count, x.columns)
    let variance = buffers.zeros(groups.count, x.columns)
    workers.run(groups.count) { group in
      let rows = groups[group]
      guard !rows.isEmpty else { return }
      adl_moments(
        rows.count, x.columns, x.base + rows.lowerBound * x.columns, mean.base + group * x.columns,
        variance.base + group * x.columns)
    }
    return PartitionedMoments(mean: mean, variance: variance, rows: (0..<groups.count).map { groups[$0].count })
  }
}

extension Tape {
  /// x̂ = (x − μ_g) / √(σ²_g + ε) for each group g of rows, and y = x̂ ⊗ s_g + t_g.
  ///
  /// - Parameters:
  ///   - x: [n, columns], its rows sorted by group.
  ///   - mean, variance: [G, columns].
  ///   - ownMoments: for each group, whether `mean` and `variance` are those of these very rows. Then the gradient flows
  ///     through them too (Ioffe and Szegedy 2015); otherwise they are constants.
  ///   - scale, shift: [G, columns]; values for groups or stars, as they are undefined for groups without rows.
  public func normalised(
    _ x: Value, in groups: Groups, mean: Matrix, variance: Matrix, ownMoments: [Bool], epsilon: Float, scale: Value,
    shift: Value
  ) -> Value {
    precondition(groups.rows == x.rows && mean.rows == groups.count && scale.rows == groups.count)
    let columns = x.columns
    let deviation = workspace.buffers.matrix(groups.count, columns)
    for i in 0..<deviation.count { deviation.base[i] = 1 / (variance.base[i] + epsilon).squareRoot() }
    let normal = workspace.buffers.matrix(x.rows, columns)
    let y = workspace.buffers.matrix(x.rows, columns)
    let tiles = TileGrid(groups, height: Tile.rows, columns: 1, width: (1, 1))
    workspace.workers.run(tiles.count) { task in
      let (group, rows, _) = tiles[task]
      let (start, own) = (rows.lowerBound * columns, group * columns)
      adl_normalise(
        rows.count, columns, x.matrix.base + start, mean.base + own, deviation.base + own, scale.matrix.base + own,
        shift.matrix.base + own, normal.base + start, y.base + start)
    }
    return record(y, from: [x, scale, shift]) { tape, dy in
      let buffers = tape.workspace.buffers
      let dx = buffers.matrix(x.rows, columns)
      let dScale = buffers.zeros(groups.count, columns)
      let dShift = buffers.zeros(groups.count, columns)
      tape.workspace.workers.run(groups.count) { group in
        let rows = groups[group]
        let (start, own) = (rows.lowerBound * columns, group * columns)
        adl_normalise_backward(
          rows.count, columns, normal.base + start, deviation.base + own, scale.matrix.base + own, dy.base + start,
          ownMoments[group] ? 1 : 0, dScale.base + own, dShift.base + own, dx.base + start)
      }
      tape.accumulate(dx, into: x)
      tape.accumulate(dScale, into: scale)
      tape.accumulate(dShift, into: shift)
    }
  }
}

extension PartitionedMoments {
  /// Moments of older rows with these rows' mixed in: of weight w_g, mean' = (1 − w) m + w μ and
  /// variance' = (1 − w) v + w σ² + w (1 − w) (m − μ)², which is the variance of such a mixture.
  public func merged(into kept: (mean: Matrix, variance: Matrix), _ weights: [Float]) -> (
    mean: Matrix, variance: Matrix
  ) {
    let (newMean, newVariance) = (kept.mean.copy(), kept.variance.copy())
    for (group, w) in weights.enumerated() where w > 0 {
      for i in group * mean.columns..<(group + 1) * mean.columns {
        let distance = kept.mean.base[i] - mean.base[i]
        newMean.base[i] = (1 - w) * kept.mean.base[i] + w * mean.base[i]
        newVariance.base[i] = (1 - w) * kept.variance.base[i] + w * variance.base[i] + w * (1 - w) * distance * distance
      }
    }
    return (newMean, newVariance)
  }
}

extension Matrix {
  /// The matrix with those rows of another in place of its own.
  public func replacingRows(where isReplaced: [Bool], by other: Matrix) -> Matrix {
    precondition(rows == other.rows && columns == other.columns && rows == isReplaced.count)
    let result = copy()
    for row in 0..<rows where isReplaced[row] {
      (result.base + row * columns).update(from: other.base + row * columns, count: columns)
    }
    return result
  }
}
