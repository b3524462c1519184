import CKernels
import Synchronization

#if canImport(Darwin)
  import Darwin
#else
  import Glibc
#endif

/// The one pool of threads: runs numbered tasks and returns when all are done.
///
/// What a task computes must depend on its number only, never on which thread runs it or how many there are. That is how
/// results come out with the same bits on any number of threads.
public final class WorkerPool: Sendable {
  /// Threads at work, the caller's among them.
  public let threads: Int
  private let board = Board()
  /// Calls of `run` that other threads were asked to help with. One task is none of their business: a single row's scores
  /// come without waking anybody.
  var jobsShared: Int { board.jobs }

  /// - Parameter threads: at least 1; 1 means that `run` does everything on the caller's thread.
  public init(threads: Int) {
    self.threads = max(1, threads)
    for _ in 1..<self.threads { Self.startThread(board) }
  }

  deinit { board.post(nil) }

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
    board.post(job)
    job.work()
    job.wait()
    board.clear(job)
  }

  /// Runs `body` on the ranges of at most `chunk` that 0..<count falls into.
  public func run(over count: Int, chunk: Int, _ body: @escaping @Sendable (Range<Int>) -> Void) {
    run((count + chunk - 1) / chunk) { task in
      body(task * chunk..<min(count, (task + 1) * chunk))
    }
  }

  private static func startThread(_ board: Board) {
    let argument = Unmanaged.passRetained(board).toOpaque()
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
    if failed != 0 { Unmanaged<Board>.fromOpaque(argument).release() }
  }
}

private func workerMain(_ argument: UnsafeMutableRawPointer) -> UnsafeMutableRawPointer? {
  let board = Unmanaged<Board>.fromOpaque(argument).takeRetainedValue()
  _ = adl_flush_denormals()
  var seen = 0
  while true {
    let (generation, job) = board.next(after: seen)
    guard let job else { return nil }
    seen = generation
    job.work()
  }
}

/// One call of `run`.
private final class Job: Sendable {
  private let tasks: Int
  private let body: @Sendable (Int) -> Void
  private let started = Atomic<Int>(0)
  private let finished = Atomic<Int>(0)
  private let signal = Signal()

  init(tasks: Int, body: @escaping @Sendable (Int) -> Void) {
    self.tasks = tasks
    self.body = body
  }

  /// Takes tasks until none is left.
  func work() {
    while true {
      let task = started.wrappingAdd(1, ordering: .relaxed).oldValue
      guard task < tasks else { return }
      body(task)
      if finished.wrappingAdd(1, ordering: .acquiringAndReleasing).newValue == tasks { signal.notify() }
    }
  }

  func wait() {
    signal.wait { finished.load(ordering: .acquiring) == tasks }
  }
}

/// Where the newest job hangs for the workers to see; nil is the end.
private final class Board: Sendable {
  private let generation = Atomic<Int>(0)
  private let job = Mutex<Job?>(nil)
  private let signal = Signal()

  func post(_ job: Job?) {
    self.job.withLock { $0 = job }
    generation.wrappingAdd(1, ordering: .acquiringAndReleasing)
    signal.notify()
  }

  /// Lets go of a job that is done, and so of the matrices in its tasks, and of the pool itself if they hold on to it.
  func clear(_ done: Job) {
    job.withLock { if $0 === done { $0 = Self.nothing } }
  }

  private static let nothing = Job(tasks: 0) { _ in }

  /// How many jobs hung here so far.
  var jobs: Int { generation.load(ordering: .relaxed) }

  func next(after seen: Int) -> (Int, Job?) {
    signal.wait { generation.load(ordering: .acquiring) != seen }
    return job.withLock { (generation.load(ordering: .acquiring), $0) }
  }
}

/// Waiting for a condition: for a few microseconds by looking, then asleep. Cores may be shared with other programs, so
/// nobody spins for long.
private final class Signal: @unchecked Sendable {
  private let mutex = UnsafeMutablePointer<pthread_mutex_t>.allocate(capacity: 1)
  private let changed = UnsafeMutablePointer<pthread_cond_t>.allocate(capacity: 1)
  private let sleepers = Atomic<Int>(0)

  init() {
    pthread_mutex_init(mutex, nil)
    pthread_cond_init(changed, nil)
  }

  deinit {
    pthread_mutex_destroy(mutex)
    pthread_cond_destroy(changed)
    mutex.deallocate()
    changed.deallocate()
  }

  func wait(until condition: () -> Bool) {
    for _ in 0..<2_000 {
      if condition() { return }
      adl_pause()
    }
    pthread_mutex_lock(mutex)
    sleepers.wrappingAdd(1, ordering: .sequentiallyConsistent)
    atomicMemoryFence(ordering: .sequentiallyConsistent)
    while !condition() { pthread_cond_wait(changed, mutex) }
    sleepers.wrappingSubtract(1, ordering: .sequentiallyConsistent)
    pthread_mutex_unlock(mutex)
  }

  /// To be called after the condition became true.
  func notify() {
    // A sleeper announces itself before its last look at the condition, so one of the two sees the other.
    atomicMemoryFence(ordering: .sequentiallyConsistent)
    guard sleepers.load(ordering: .sequentiallyConsistent) > 0 else { return }
    pthread_mutex_lock(mutex)
    pthread_cond_broadcast(changed)
    pthread_mutex_unlock(mutex)
  }
}
