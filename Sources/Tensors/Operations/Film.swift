import CKernels

extension Tape {
  /// y_g = activation(γ_g ⊗ z + β_g) for each group g of rows: feature-wise linear modulation (FiLM; Perez et al. 2018).
  ///
  /// - Parameters:
  ///   - z: [n, d], its rows sorted by group.
  ///   - scale: γ, [G, d].
  ///   - shift: β, [G, d].
  /// - Returns: [n, d].
  ///
  /// Backward, with δ = dy ⊗ activation′(y): dz = δ ⊗ γ_g, dγ_g = Σ_rows δ ⊗ z, dβ_g = Σ_rows δ.
  public func film(
    _ z: Value, scale: Value, shift: Value, in groups: Groups, _ activation: Activation = .identity
  ) -> Value {
    let d = z.columns
    precondition(z.rows == groups.rows, "each row in a group")
    precondition(
      [scale, shift].allSatisfy { $0.rows == groups.count && $0.columns == d }, "one scale and shift per group")
    let y = workspace.buffers.matrix(z.rows, d)
    let relu: Int32 = activation == .relu ? 1 : 0
    workspace.workers.run(over: z.rows, chunk: Tile.rows) { rows in
      for group in 0..<groups.count {
        let own = groups[group].clamped(to: rows)
        adl_film(
          own.count, d, z.matrix.base + own.lowerBound * d, scale.matrix.base + group * d,
          shift.matrix.base + group * d, relu, y.base + own.lowerBound * d)
      }
    }
    var result = record(y, from: [z, scale, shift]) { tape, dy in
      let buffers = tape.workspace.buffers
      let (dScale, dShift) = (buffers.zeros(groups.count, d), buffers.zeros(groups.count, d))
      // Tasks own columns, so that a group's sums run through its rows in their order. dy becomes dz in place.
      tape.workspace.workers.run(over: d, chunk: 64) { columns in
        for group in 0..<groups.count {
          let own = group * d + columns.lowerBound
          let first = groups[group].lowerBound * d + columns.lowerBound
          adl_film_backward(
            groups[group].count, columns.count, d, z.matrix.base + first, y.base + first, scale.matrix.base + own, relu,
            dScale.base + own, dShift.base + own, dy.base + first)
        }
      }
      tape.accumulate(dScale, into: scale)
      tape.accumulate(dShift, into: shift)
      tape.accumulate(dy, into: z)
    }
    result.isRectified = activation == .relu
    return result
  }
}
