import CKernels

extension Tape {
  /// y_r = b + Σ_c x_rc, the sum of each row. Backward: dx_rc = dy_r, and db = Σ_r dy_r.
  ///
  /// - Parameters:
  ///   - x: [n, columns].
  ///   - bias: b, [1, 1]; nil for 0.
  /// - Returns: [n, 1].
  public func rowSums(_ x: Value, plus bias: Value? = nil) -> Value {
    precondition(bias.map { $0.matrix.count == 1 } ?? true, "one bias for all rows")
    let y = workspace.buffers.matrix(x.rows, 1)
    let b = bias?.matrix.base[0] ?? 0
    workspace.workers.run(over: x.rows, chunk: Tile.rows) { rows in
      for row in rows {
        var sum = b
        for i in row * x.columns..<(row + 1) * x.columns { sum += x.matrix.base[i] }
        y.base[row] = sum
      }
    }
    return record(y, from: [x] + (bias.map { [$0] } ?? [])) { tape, dy in
      if tape.needsGradient(x) {
        let dx = tape.workspace.buffers.matrix(x.rows, x.columns)
        tape.workspace.workers.run(over: x.rows, chunk: Tile.rows) { rows in
          for row in rows { (dx.base + row * x.columns).update(repeating: dy.base[row], count: x.columns) }
        }
        tape.accumulate(dx, into: x)
      }
      if let bias, tape.needsGradient(bias) {
        let db = tape.workspace.buffers.zeros(1, 1)
        adl_column_sums(dy.rows, 1, dy.base, 1, db.base)
        tape.accumulate(db, into: bias)
      }
    }
  }
}
