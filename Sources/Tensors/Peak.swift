extension Workspace {
  /// What this machine makes of single-precision matrix products now: the best of a few rounds in which every thread
  /// multiplies matrices of 1024 x 1024, in units of 10⁹ operations per second. The best of all that is at hand, the
  /// system's library too: a slow kernel must not make the training step look good.
  public func peakGigaflopsPerSecond() -> Double {
    let size = 1024
    let operands = (0..<workers.threads).map { _ in
      (Matrix.constant(size, 0.5), Matrix.constant(size, 0.25), Matrix(rows: size, columns: size))
    }
    let clock = ContinuousClock()
    func seconds(_ kernel: ProductKernel, repeats: Int) -> Double {
      let before = clock.now
      workers.run(operands.count) { task in
        let (a, b, result) = operands[task]
        let all = 0..<size
        for _ in 0..<repeats {
          multiply(
            Block(a, rows: all, columns: all), Block(b, rows: all, columns: all),
            into: Block(result, rows: all, columns: all), with: kernel)
        }
      }
      let elapsed = clock.now - before
      let whole = Double(elapsed.components.seconds) + Double(elapsed.components.attoseconds) * 1e-18
      return whole / Double(repeats)
    }
    // One look at each: those that are far behind are not asked again. Then in turn, for the machine's pace varies.
    let first = ProductKernel.available.map { ($0, seconds($0, repeats: 1)) }
    var best = first.reduce(Double.infinity) { min($0, $1.1) }
    let rivals = first.filter { $0.1 < 2 * best }.map(\.0)
    for _ in 0..<6 {
      for kernel in rivals { best = min(best, seconds(kernel, repeats: 4)) }
    }
    return 2 * Double(size * size * size) * Double(operands.count) / best * 1e-9
  }
}

extension Matrix {
  fileprivate static func constant(_ size: Int, _ value: Float) -> Matrix {
    Matrix(rows: size, columns: size, elements: Array(repeating: value, count: size * size))
  }
}
