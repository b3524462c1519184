extension Tape {
  /// The value itself; its gradient flows back in each row's own column only, the others being constants for that row.
  /// HMoE's task-constrained back-propagation (Li et al. 2020, section 3.4), with a column per scenario.
  ///
  /// - Parameter own: the groups by which x's rows are sorted, one per column.
  public func constrained(_ x: Value, toOwnColumnIn own: Groups) -> Value {
    precondition(own.count == x.columns && own.rows == x.rows, "a column per group")
    return record(x.matrix, from: [x]) { tape, dy in
      let dx = tape.workspace.buffers.zeros(x.rows, x.columns)
      for group in 0..<own.count {
        for row in own[group] { dx.base[row * x.columns + group] = dy.base[row * x.columns + group] }
      }
      tape.accumulate(dx, into: x)
    }
  }
}
