/// What computing needs besides the numbers: threads and memory. Passed in, never global.
public struct Workspace: Sendable {
  public let workers: WorkerPool
  public let buffers: BufferPool
  /// Times the phases of a step, if asked to.
  private let stopwatch: Stopwatch?

  /// What makes the products of a training step. Elsewhere it is `ProductKernel.best`.
  let trainingKernel: ProductKernel

  /// - Parameter precision: of the products of a training step; has to be available.
  public init(threads: Int, precision: Precision = .float32, stopwatch: Stopwatch? = nil) {
    self.init(threads: threads, kernel: precision.kernel, stopwatch: stopwatch)
  }

  /// - Parameter kernel: has to be available.
  init(threads: Int, kernel: ProductKernel, stopwatch: Stopwatch? = nil) {
    trainingKernel = kernel
    workers = WorkerPool(threads: threads)
    buffers = BufferPool()
    self.stopwatch = stopwatch
  }

  /// Runs `body`, its time counting for this phase.
  public func timed<R>(_ phase: Stopwatch.Phase, _ body: () throws -> R) rethrows -> R {
    try stopwatch?.time(phase, body) ?? body()
  }

  /// A new matrix of the pool, whose rows `fill` computes on all threads.
  ///
  /// - Parameter fill: gets a row's number and its elements, undefined at first, and sets them all.
  public func matrix(
    _ rows: Int, _ columns: Int, fill: @escaping @Sendable (Int, UnsafeMutableBufferPointer<Float>) -> Void
  ) -> Matrix {
    let matrix = buffers.matrix(rows, columns)
    workers.run(over: rows, chunk: Tile.rows) { range in
      for row in range { fill(row, UnsafeMutableBufferPointer(start: matrix.base + row * columns, count: columns)) }
    }
    return matrix
  }
}
