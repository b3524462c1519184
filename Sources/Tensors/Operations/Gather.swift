import CKernels

extension Tape {
  /// y[p] = x[rows[p]]; a row may be taken any number of times. Backward: dx[rows[p]] += dy[p], p in order.
  public func gather(_ x: Value, rows: [Int32]) -> Value {
    let rows = IndexList(rows, in: workspace.buffers)
    let y = copyRows(x.matrix, rows)
    return record(y, from: [x]) { tape, dy in
      let dx = tape.workspace.buffers.zeros(x.rows, x.columns)
      // Tasks own columns, so that two positions that took the same row never meet.
      tape.workspace.workers.run(over: x.columns, chunk: 64) { columns in
        for (position, row) in rows.enumerated() {
          adl_add_scaled(
            columns.count, 1, dy.base + position * x.columns + columns.lowerBound,
            dx.base + Int(row) * x.columns + columns.lowerBound)
        }
      }
      tape.accumulate(dx, into: x)
    }
  }

  /// Rows that belong to so many groups in turn, sorted by group: row r to group r modulo `groups`.
  public func partition(inTurn rows: Int, groups: Int) -> Partition {
    Partition(IndexList(count: rows, in: workspace.buffers) { Int32($0 % groups) }, count: groups)
  }

  /// The rows sorted by group. Backward puts them back.
  public func sorted(_ x: Value, by partition: Partition) -> Value {
    record(copyRows(x.matrix, partition.order), from: [x]) { tape, dy in
      tape.accumulate(tape.putRowsBack(dy, partition.order), into: x)
    }
  }

  /// Sorted rows in the batch's own order again. Backward sorts them.
  public func unsorted(_ y: Value, by partition: Partition) -> Value {
    record(putRowsBack(y.matrix, partition.order), from: [y]) { tape, dx in
      tape.accumulate(tape.copyRows(dx, partition.order), into: y)
    }
  }

  /// result[p] = x[order[p]]
  private func copyRows(_ x: Matrix, _ order: IndexList) -> Matrix {
    let result = workspace.buffers.matrix(order.count, x.columns)
    workspace.workers.run(over: order.count, chunk: Tile.rows) { positions in
      for p in positions {
        (result.base + p * x.columns).update(from: x.base + Int(order[p]) * x.columns, count: x.columns)
      }
    }
    return result
  }

  /// result[order[p]] = y[p], where order is a permutation.
  private func putRowsBack(_ y: Matrix, _ order: IndexList) -> Matrix {
    let result = workspace.buffers.matrix(order.count, y.columns)
    workspace.workers.run(over: order.count, chunk: Tile.rows) { positions in
      for p in positions {
        (result.base + Int(order[p]) * y.columns).update(from: y.base + p * y.columns, count: y.columns)
      }
    }
    return result
  }
}
