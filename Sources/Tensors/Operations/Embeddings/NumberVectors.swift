extension Tape {
  /// Each number times its own vector: y[r, j · d ..< (j + 1) · d] = x_rj v_j. Backward: dv_j = Σ_r x_rj dy_rj, over the rows in
  /// their order.
  ///
  /// - Parameters:
  ///   - numbers: [n, J], which take no gradient.
  ///   - v: [J, d].
  /// - Returns: [n, J · d].
  public func vectors(_ numbers: Matrix, _ v: Value) -> Value {
    let (count, d) = (v.rows, v.columns)
    precondition(numbers.columns == count, "a vector for each number")
    let y = workspace.buffers.matrix(numbers.rows, count * d)
    let x = numbers
    workspace.workers.run(over: x.rows, chunk: Tile.rows) { [v = v.matrix] rows in
      for row in rows {
        var target = y.base + row * count * d
        for j in 0..<count {
          let number = x.base[row * count + j]
          for k in 0..<d { target[k] = number * v.base[j * d + k] }
          target += d
        }
      }
    }
    return record(y, from: [v]) { tape, dy in
      let dv = tape.workspace.buffers.matrix(count, d)
      tape.workspace.workers.run(count) { j in
        let sum = dv.base + j * d
        sum.update(repeating: 0, count: d)
        for row in 0..<x.rows {
          let number = x.base[row * count + j]
          let upstream = dy.base + (row * count + j) * d
          for k in 0..<d { sum[k] += number * upstream[k] }
        }
      }
      tape.accumulate(dv, into: v)
    }
  }
}
