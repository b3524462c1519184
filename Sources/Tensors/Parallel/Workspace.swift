/// What computing needs besides the numbers: threads and memory. Passed in, never global.
public struct Workspace: Sendable {
  public let workers: WorkerPool
  public let buffers: BufferPool
  /// Times the phases of a step, where somebody wants to know.
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
}
