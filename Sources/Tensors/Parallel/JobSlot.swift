import Synchronization

/// One call of `WorkerPool.run`: numbered tasks, and how many of them have been started and finished.
final class Job: @unchecked Sendable {
  private let tasks: Int
  /// Nil once all tasks are done. Read by threads that have a task to do, written when none has.
  private var body: (@Sendable (Int) -> Void)?
  private let started = Atomic<Int>(0)
  private let finished = Atomic<Int>(0)
  private let signal = Signal()

  init(tasks: Int, body: @escaping @Sendable (Int) -> Void) {
    self.tasks = tasks
    self.body = body
  }

  /// Takes tasks until none is left.
  func work() {
    let done = runTasks()
    if done > 0, finished.wrappingAdd(done, ordering: .acquiringAndReleasing).newValue == tasks { signal.notify() }
  }

  /// - Returns: how many tasks this thread ran. They are counted as finished only after this thread has let go of the
  ///   body: not inlined, so that it has.
  @inline(never)
  private func runTasks() -> Int {
    var task = started.wrappingAdd(1, ordering: .relaxed).oldValue
    guard task < tasks, let body else { return 0 }
    var done = 0
    repeat {
      body(task)
      done += 1
      task = started.wrappingAdd(1, ordering: .relaxed).oldValue
    } while task < tasks
    return done
  }

  /// Waits until all tasks are done, and lets go of the body. From then on no other thread holds what it has captured: a
  /// parameter's matrix that a thread held on to would be copied when it is next changed in place.
  func wait() {
    signal.wait { finished.load(ordering: .acquiring) == tasks }
    body = nil
  }
}

/// The newest job, where the workers look for it; nil asks them to end.
final class JobSlot: Sendable {
  private let generation = Atomic<Int>(0)
  private let job = Mutex<Job?>(nil)
  private let signal = Signal()

  func post(_ job: Job?) {
    self.job.withLock { $0 = job }
    generation.wrappingAdd(1, ordering: .acquiringAndReleasing)
    signal.notify()
  }

  /// Jobs posted so far.
  var jobs: Int { generation.load(ordering: .relaxed) }

  /// Waits for a job that is newer than the one of this number.
  func next(after seen: Int) -> (Int, Job?) {
    signal.wait { generation.load(ordering: .acquiring) != seen }
    return job.withLock { (generation.load(ordering: .acquiring), $0) }
  }
}
