import CKernels

#if canImport(Darwin)
  import Darwin
#else
  import Glibc
#endif

/// A pool of threads that runs numbered tasks and returns when all are done.
///
/// What a task computes must depend on its number only, never on which thread runs it or how many there are. That is how
/// results come out with the same bits on any number of threads.
public final class WorkerPool: Sendable {
  /// Threads at work, the caller's among them.
  public let threads: Int
  private let slot = JobSlot()
  /// Calls of `run` that other threads were asked to help with. A single task never is: one row's scores wake no thread.
  var jobsShared: Int { slot.jobs }

  /// - Parameter threads: at least 1; 1 means that `run` does everything on the caller's thread.
  public init(threads: Int) {
    self.threads = max(1, threads)
    for _ in 1..<self.threads { Self.startThread(slot) }
  }

  deinit { slot.post(nil) }

  /// Runs `body(0)`, …, `body(tasks - 1)`, in any order, on all threads. Not to be called from within a task.
  ///
  /// Within tasks denormal numbers are zero (`adl_flush_denormals`), on every thread: the same bits on any number of them.
  public func run(_ tasks: Int, _ body: @escaping @Sendable (Int) -> Void) {
    let before = adl_flush_denormals()
    defer { adl_float_state(before) }
    guard tasks > 1, threads > 1 else {
      for task in 0..<max(0, tasks) { body(task) }
      return
    }
    let job = Job(tasks: tasks, body: body)
    slot.post(job)
    job.work()
    job.wait()
  }

  /// Runs `body` on the ranges of at most `chunk` that 0..<count falls into.
  public func run(over count: Int, chunk: Int, _ body: @escaping @Sendable (Range<Int>) -> Void) {
    run((count + chunk - 1) / chunk) { task in
      body(task * chunk..<min(count, (task + 1) * chunk))
    }
  }

  private static func startThread(_ slot: JobSlot) {
    let argument = Unmanaged.passRetained(slot).toOpaque()
    var attributes = pthread_attr_t()
    pthread_attr_init(&attributes)
    pthread_attr_setdetachstate(&attributes, Int32(PTHREAD_CREATE_DETACHED))
    // Matrix products pack their operands on the stack. Pages never touched cost nothing.
    pthread_attr_setstacksize(&attributes, 8 << 20)
    #if canImport(Darwin)
      var thread: pthread_t?
      let failed = pthread_create(&thread, &attributes, { workerMain($0) }, argument)
    #else
      var thread = pthread_t()
      let failed = pthread_create(&thread, &attributes, { $0.flatMap(workerMain) }, argument)
    #endif
    pthread_attr_destroy(&attributes)
    // Without the thread the caller does its tasks itself: slower, not wrong.
    if failed != 0 { Unmanaged<JobSlot>.fromOpaque(argument).release() }
  }
}

private func workerMain(_ argument: UnsafeMutableRawPointer) -> UnsafeMutableRawPointer? {
  let slot = Unmanaged<JobSlot>.fromOpaque(argument).takeRetainedValue()
  _ = adl_flush_denormals()
  var seen = 0
  while true {
    let (generation, job) = slot.next(after: seen)
    guard let job else { return nil }
    seen = generation
    job.work()
  }
}
