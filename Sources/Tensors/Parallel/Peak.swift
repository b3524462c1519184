import CKernels

extension Workspace {
  /// The names of those that multiply matrices here and that the peak is the best of.
  public var productKernels: [String] { ProductKernel.available.map(\.name) }

  /// What this machine makes of single-precision matrix products now: the best of a few rounds in which every thread
  /// multiplies matrices of 1024 x 1024, in units of 10⁹ operations per second. The best of all that is at hand, the
  /// system's library too: a slow kernel must not make the training step look good.
  public func peakGigaflopsPerSecond() -> Double {
    let size = 1024
    let operands = (0..<workers.threads).map { _ in
      (Matrix.constant(size, size, 0.5), Matrix.constant(size, size, 0.25), Matrix(rows: size, columns: size))
    }
    func seconds(_ kernel: ProductKernel, repeats: Int) -> Double {
      let whole = Self.seconds {
        workers.run(operands.count) { task in
          let (a, b, result) = operands[task]
          for _ in 0..<repeats { multiply(Block(a), Block(b), into: Block(result), with: kernel) }
        }
      }
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

  /// How fast this machine's memory moves numbers that fit into no core's own cache, in units of 10⁹ bytes per second: the
  /// best of a few rounds in which all threads together add one vector to another, 256 MB in all.
  public func memoryGigabytesPerSecond() -> Double {
    let count = (32 << 20) / workers.threads
    let operands = (0..<workers.threads).map { _ in (Matrix.constant(1, count, 0.5), Matrix.constant(1, count, 0.25)) }
    var best = Double.infinity
    for _ in 0..<6 {
      let seconds = Self.seconds {
        workers.run(operands.count) { task in
          let (a, sum) = operands[task]
          adl_add_scaled(count, 1, a.base, sum.base)
        }
      }
      best = min(best, seconds)
    }
    // Two read, one written.
    return Double(3 * 4 * count * operands.count) / best * 1e-9
  }

  private static func seconds(_ body: () -> Void) -> Double {
    let elapsed = ContinuousClock().measure(body)
    return Double(elapsed.components.seconds) + Double(elapsed.components.attoseconds) * 1e-18
  }
}

extension Matrix {
  fileprivate static func constant(_ rows: Int, _ columns: Int, _ value: Float) -> Matrix {
    let matrix = Matrix(rows: rows, columns: columns)
    matrix.base.update(repeating: value, count: rows * columns)
    return matrix
  }
}
