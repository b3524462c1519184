import CKernels

extension Tape {
  /// In training, sets each element to 0 with probability `rate` and scales the others by 1 / (1 − rate), so that the
  /// expectation stays (Srivastava et al. 2014); in inference, and for rate 0, the value itself. Backward: the same mask.
  ///
  /// - Parameter name: names this dropout's random stream among those of the step.
  public func dropout(_ x: Value, rate: Double, name: String) -> Value {
    guard rate > 0, mode == .training else { return x }
    let keep = 1 / Float(1 - rate)
    let threshold = UInt32(rate * 0x1p32)
    let mask = workspace.buffers.matrix(x.rows, x.columns)
    let y = workspace.buffers.matrix(x.rows, x.columns)
    let generator = generator
    // Chunks have generators of their own: the mask does not depend on who draws it.
    let chunk = 1 << 14
    workspace.workers.run(over: x.matrix.count, chunk: chunk) { range in
      var draws = generator.child(name, range.lowerBound / chunk)
      var i = range.lowerBound
      while i < range.upperBound {
        let bits = draws.next()
        mask.base[i] = UInt32(truncatingIfNeeded: bits) < threshold ? 0 : keep
        if i + 1 < range.upperBound { mask.base[i + 1] = UInt32(bits >> 32) < threshold ? 0 : keep }
        i += 2
      }
      adl_multiply(
        range.count, x.matrix.base + range.lowerBound, mask.base + range.lowerBound, y.base + range.lowerBound)
    }
    return record(y, from: [x]) { tape, dy in
      tape.workspace.workers.run(over: dy.count, chunk: chunk) { range in
        let d = dy.base + range.lowerBound
        adl_multiply(range.count, d, mask.base + range.lowerBound, d)
      }
      tape.accumulate(dy, into: x)
    }
  }
}
