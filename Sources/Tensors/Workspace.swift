/// What computing needs besides the numbers: threads and memory. Passed in, never global.
public struct Workspace: Sendable {
  public let workers: WorkerPool
  public let buffers: BufferPool

  public init(threads: Int) {
    workers = WorkerPool(threads: threads)
    buffers = BufferPool()
    singleThreadedBLAS()
  }
}
