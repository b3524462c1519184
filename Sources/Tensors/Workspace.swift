/// What computing needs besides the numbers: threads and memory. Passed in, never global.
public struct Workspace: Sendable {
  public let workers: WorkerPool
  public let buffers: BufferPool
  /// Times the phases of a step, where somebody wants to know.
  private let stopwatch: Stopwatch?

  public init(threads: Int, stopwatch: Stopwatch? = nil) {
    workers = WorkerPool(threads: threads)
    buffers = BufferPool()
    self.stopwatch = stopwatch
    singleThreadedBLAS()
  }

  /// Runs `body`, its time counting for this phase.
  public func timed<R>(_ phase: Stopwatch.Phase, _ body: () throws -> R) rethrows -> R {
    try stopwatch?.time(phase, body) ?? body()
  }
}
