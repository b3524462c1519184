extension Tape {
  /// The same numbers in another shape. Backward: the gradient in the old one.
  public func reshaped(_ x: Value, rows: Int, columns: Int) -> Value {
    record(x.matrix.reshaped(rows, columns), from: [x]) { tape, dy in
      tape.accumulate(dy.reshaped(x.rows, x.columns), into: x)
    }
  }

  /// [a, b] side by side. Backward: each its part.
  public func joined(_ a: Value, _ b: Value) -> Value {
    precondition(a.rows == b.rows, "two parts of the same rows")
    let y = workspace.buffers.matrix(a.rows, a.columns + b.columns)
    workspace.workers.run(over: y.rows, chunk: Tile.rows) { rows in
      for row in rows {
        let target = y.base + row * y.columns
        target.update(from: a.matrix.base + row * a.columns, count: a.columns)
        (target + a.columns).update(from: b.matrix.base + row * b.columns, count: b.columns)
      }
    }
    return record(y, from: [a, b]) { tape, dy in
      func part(_ value: Value, from column: Int) {
        guard tape.needsGradient(value) else { return }
        let d = tape.workspace.buffers.matrix(value.rows, value.columns)
        tape.workspace.workers.run(over: d.rows, chunk: Tile.rows) { rows in
          for row in rows {
            (d.base + row * d.columns).update(from: dy.base + row * dy.columns + column, count: d.columns)
          }
        }
        tape.accumulate(d, into: value)
      }
      part(a, from: 0)
      part(b, from: a.columns)
    }
  }

  /// Of results of G experts for all n rows, each row's own: y_r = x_{g n + r} for the rows r of group g.
  ///
  /// - Parameter x: [G · n, d], stacked by expert.
  /// - Returns: [n, d]. Backward: zeros for what was not taken.
  public func own(_ x: Value, in groups: Groups) -> Value {
    let n = groups.rows
    precondition(x.rows == groups.count * n, "every row through every expert")
    let y = workspace.buffers.matrix(n, x.columns)
    workspace.workers.run(groups.count) { group in
      let rows = groups[group]
      (y.base + rows.lowerBound * x.columns).update(
        from: x.matrix.base + (group * n + rows.lowerBound) * x.columns, count: rows.count * x.columns)
    }
    return record(y, from: [x]) { tape, dy in
      let dx = tape.workspace.buffers.matrix(x.rows, x.columns)
      tape.workspace.workers.run(groups.count) { group in
        let rows = groups[group]
        let start = dx.base + group * n * x.columns
        start.update(repeating: 0, count: rows.lowerBound * x.columns)
        (start + rows.lowerBound * x.columns).update(
          from: dy.base + rows.lowerBound * x.columns, count: rows.count * x.columns)
        (start + rows.upperBound * x.columns).update(repeating: 0, count: (n - rows.upperBound) * x.columns)
      }
      tape.accumulate(dx, into: x)
    }
  }
}
