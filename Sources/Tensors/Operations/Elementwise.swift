import CKernels

#if canImport(Darwin)
  import Darwin
#else
  import Glibc
#endif

extension Tape {
  /// a + b. Backward: the gradient to both.
  public func add(_ a: Value, _ b: Value) -> Value {
    precondition(a.rows == b.rows && a.columns == b.columns, "values of one shape")
    let y = workspace.buffers.matrix(a.rows, a.columns)
    workspace.workers.run(over: y.count, chunk: 1 << 15) { range in
      let start = range.lowerBound
      (y.base + start).update(from: a.matrix.base + start, count: range.count)
      adl_add_scaled(range.count, 1, b.matrix.base + start, y.base + start)
    }
    return record(y, from: [a, b]) { tape, dy in
      if tape.needsGradient(a), tape.needsGradient(b) {
        tape.accumulate(dy.copy(), into: a)
      } else {
        tape.accumulate(dy, into: a)
      }
      tape.accumulate(dy, into: b)
    }
  }

  /// a ⊗ b, element by element. Backward: da = dy ⊗ b, db = dy ⊗ a.
  public func multiply(_ a: Value, _ b: Value) -> Value {
    precondition(a.rows == b.rows && a.columns == b.columns, "values of one shape")
    func product(_ a: Matrix, _ b: Matrix, _ workspace: Workspace) -> Matrix {
      let y = workspace.buffers.matrix(a.rows, a.columns)
      workspace.workers.run(over: y.count, chunk: 1 << 15) { range in
        let start = range.lowerBound
        adl_multiply(range.count, a.base + start, b.base + start, y.base + start)
      }
      return y
    }
    return record(product(a.matrix, b.matrix, workspace), from: [a, b]) { tape, dy in
      if tape.needsGradient(a) { tape.accumulate(product(dy, b.matrix, tape.workspace), into: a) }
      if tape.needsGradient(b) { tape.accumulate(product(dy, a.matrix, tape.workspace), into: b) }
    }
  }

  /// log(p / (1 − p)) of a probability, kept from the ends, where it has no finite value. Backward: dp = dy / (p (1 − p)).
  public func logits(_ p: Value) -> Value {
    @Sendable func kept(_ p: Float) -> Float { min(max(p, 1e-7), 1 - 1e-7) }
    return record(each(p.matrix, p.matrix) { p, _ in log(kept(p) / (1 - kept(p))) }, from: [p]) { tape, dy in
      tape.accumulate(tape.each(dy, p.matrix) { dy, p in dy / (kept(p) * (1 - kept(p))) }, into: p)
    }
  }

  /// A function of each pair of elements.
  func each(_ a: Matrix, _ b: Matrix, _ function: @escaping @Sendable (Float, Float) -> Float) -> Matrix {
    let y = workspace.buffers.matrix(a.rows, a.columns)
    workspace.workers.run(over: y.count, chunk: 1 << 12) { range in
      for i in range { y.base[i] = function(a.base[i], b.base[i]) }
    }
    return y
  }

  /// y_r = Σ_j a_rj b_rj, the dot product of each row of a with that of b: [n, 1]. Backward: da_rj = dy_r b_rj and the
  /// other way round.
  public func rowDots(_ a: Value, _ b: Value) -> Value {
    precondition(a.rows == b.rows && a.columns == b.columns, "values of one shape")
    let y = workspace.buffers.matrix(a.rows, 1)
    for row in 0..<a.rows {
      var sum: Float = 0
      for i in row * a.columns..<(row + 1) * a.columns { sum += a.matrix.base[i] * b.matrix.base[i] }
      y.base[row] = sum
    }
    return record(y, from: [a, b]) { tape, dy in
      func part(_ value: Value, times other: Value) {
        guard tape.needsGradient(value) else { return }
        let d = tape.workspace.buffers.matrix(value.rows, value.columns)
        for row in 0..<d.rows {
          for i in row * d.columns..<(row + 1) * d.columns { d.base[i] = dy.base[row] * other.matrix.base[i] }
        }
        tape.accumulate(d, into: value)
      }
      part(a, times: b)
      part(b, times: a)
    }
  }
}
