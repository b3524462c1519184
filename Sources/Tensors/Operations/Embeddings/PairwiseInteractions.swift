import CKernels

extension Tape {
  /// y = Σ_{f<g} ⟨e_f, e_g⟩ of each row: the pairwise interactions of a factorisation machine (Rendle, ICDM 2010). All pairs
  /// at the price of one sum over fields, as ½ Σ_d ((Σ_f e_fd)² − Σ_f e_fd²) (lemma 3.1).
  ///
  /// - Parameters:
  ///   - e: [n, fields · width], the fields' vectors side by side.
  ///   - width: of one field's vector.
  /// - Returns: [n, 1].
  ///
  /// Backward: de_f = dy (Σ_g e_g − e_f).
  public func pairwiseInteractions(_ e: Value, width: Int) -> Value {
    precondition(width > 0 && e.columns % width == 0, "vectors of one width, side by side")
    let fields = e.columns / width
    let sums = workspace.buffers.zeros(e.rows, width)
    let y = workspace.buffers.matrix(e.rows, 1)
    workspace.workers.run(over: e.rows, chunk: Tile.rows) { rows in
      for row in rows {
        let (e, sum) = (e.matrix.base + row * fields * width, sums.base + row * width)
        for field in 0..<fields { adl_add_scaled(width, 1, e + field * width, sum) }
        y.base[row] = (adl_sum_of_squares(width, sum) - adl_sum_of_squares(fields * width, e)) / 2
      }
    }
    return record(y, from: [e]) { tape, dy in
      let de = tape.workspace.buffers.matrix(e.rows, e.columns)
      tape.workspace.workers.run(over: e.rows, chunk: Tile.rows) { rows in
        for row in rows {
          let (e, sum) = (e.matrix.base + row * fields * width, sums.base + row * width)
          let (de, scale) = (de.base + row * fields * width, dy.base[row])
          for field in stride(from: 0, to: fields * width, by: width) {
            for d in 0..<width { de[field + d] = scale * (sum[d] - e[field + d]) }
          }
        }
      }
      tape.accumulate(de, into: e)
    }
  }
}
