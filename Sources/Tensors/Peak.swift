extension Workspace {
  /// What this machine's library makes of single-precision matrix products now: the best of a few rounds in which every
  /// thread multiplies matrices of 1024 x 1024, in units of 10⁹ operations per second.
  public func peakGigaflopsPerSecond() -> Double {
    let size = 1024
    let repeats = 4
    let operands = (0..<workers.threads).map { _ in
      (Matrix.constant(size, 0.5), Matrix.constant(size, 0.25), Matrix(rows: size, columns: size))
    }
    let clock = ContinuousClock()
    var best = Double.infinity
    for _ in 0..<6 {
      let before = clock.now
      workers.run(operands.count) { task in
        let (a, b, result) = operands[task]
        let all = 0..<size
        for _ in 0..<repeats {
          multiply(
            Block(a, rows: all, columns: all), Block(b, rows: all, columns: all),
            into: Block(result, rows: all, columns: all))
        }
      }
      let elapsed = clock.now - before
      best = min(best, Double(elapsed.components.seconds) + Double(elapsed.components.attoseconds) * 1e-18)
    }
    return 2 * Double(size * size * size) * Double(repeats * operands.count) / best * 1e-9
  }
}

extension Matrix {
  fileprivate static func constant(_ size: Int, _ value: Float) -> Matrix {
    Matrix(rows: size, columns: size, elements: Array(repeating: value, count: size * size))
  }
}
