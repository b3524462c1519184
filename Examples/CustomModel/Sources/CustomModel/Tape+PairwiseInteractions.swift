import ADL

extension Tape {
  /// y = s Σ_{f<g} ⟨e_f, e_g⟩ of each row, as s/2 Σ_d ((Σ_f e_fd)² − Σ_f e_fd²): an operation of one's own.
  ///
  /// - Parameters:
  ///   - e: [n, fields · d], the fields' embeddings side by side.
  ///   - scale: s.
  /// - Returns: [n, 1].
  ///
  /// Backward: de_fd = s dy (Σ_g e_gd − e_fd).
  public func pairwiseInteractions(_ e: Value, fields: Int, scale: Float) -> Value {
    let width = e.columns / max(fields, 1)
    let x = e.matrix
    let sums = workspace.matrix(e.rows, width) { row, sums in
      for d in sums.indices { sums[d] = (0..<fields).reduce(0) { $0 + x[row, $1 * width + d] } }
    }
    let y = workspace.matrix(e.rows, 1) { row, y in
      let total = (0..<width).reduce(0) { $0 + sums[row, $1] * sums[row, $1] }
      let squares = (0..<fields * width).reduce(0) { $0 + x[row, $1] * x[row, $1] }
      y[0] = scale / 2 * (total - squares)
    }
    return record(y, from: [e]) { tape, dy in
      let de = tape.workspace.matrix(x.rows, x.columns) { row, de in
        for place in de.indices { de[place] = scale * dy[row, 0] * (sums[row, place % width] - x[row, place]) }
      }
      tape.accumulate(de, into: e)
    }
  }
}
