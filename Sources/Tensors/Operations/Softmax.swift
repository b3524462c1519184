extension Tape {
  /// Softmax of each row: s_j = exp(x_j) / Σ_k exp(x_k). Backward: dx = s ⊗ (ds − Σ_k ds_k s_k).
  public func softmax(_ x: Value) -> Value {
    let s = workspace.softmaxRows(x.matrix)
    return record(s, from: [x]) { tape, ds in
      tape.workspace.workers.run(over: s.rows, chunk: Tile.rows) { rows in
        for row in rows {
          let p = s.base + row * s.columns
          let d = ds.base + row * s.columns
          var dot: Float = 0
          for k in 0..<s.columns { dot += d[k] * p[k] }
          for k in 0..<s.columns { d[k] = p[k] * (d[k] - dot) }
        }
      }
      tape.accumulate(ds, into: x)
    }
  }
}
