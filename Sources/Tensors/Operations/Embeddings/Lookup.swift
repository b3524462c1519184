import CKernels

extension Tape {
  /// Pooled lookup: y[r, f · d ..< (f + 1) · d] is the sum, or the mean, of the table rows in bag (r, f), weighted where
  /// bags have weights; zeros for an empty bag. Backward leaves the gradient by table row (`Gradient.rows`).
  ///
  /// - Parameter table: [rows, d].
  /// - Returns: [batch rows, fields · d].
  public func lookup(_ table: Parameter, _ bags: Bags) -> Value {
    let rows = parameters[table]
    precondition(bags.fit(tableRows: rows.rows), "bags of rows that \(table.name) has")
    let y = workspace.buffers.matrix(bags.rows, bags.fields * rows.columns)
    workspace.timed(.lookup) {
      workspace.workers.run(over: bags.rows, chunk: Tile.rows) { range in
        adl_lookup(
          range.lowerBound * bags.fields, range.upperBound * bags.fields, bags.fields, rows.columns, rows.base,
          bags.ids, bags.starts, bags.mean, bags.weights, y.base)
      }
    }
    return node(y) { tape, upstream in
      let dy = upstream.matrix(in: tape.workspace)
      let gradient = tape.workspace.timed(.idSort) {
        RowGradient(bags, upstream: dy, tableRows: rows.rows, dimension: rows.columns, in: tape.workspace)
      }
      tape.gradients.append(.rows(table, gradient))
    }
  }
}
