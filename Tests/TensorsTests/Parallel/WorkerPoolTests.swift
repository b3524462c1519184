import Foundation
import Synchronization
import Testing

@testable import Tensors

/// How often each task ran.
private final class Tally: Sendable {
  private let counts: Mutex<[Int]>

  init(_ tasks: Int) { counts = Mutex(Array(repeating: 0, count: tasks)) }

  func add(_ task: Int) { counts.withLock { $0[task] += 1 } }
  var all: [Int] { counts.withLock { $0 } }
}

#if os(Linux)
  private func threadsOfThisProcess() -> Int {
    (try? FileManager.default.contentsOfDirectory(atPath: "/proc/self/task").count) ?? 0
  }
#endif

/// A limit on each: what is wrong with a pool of threads often shows as a test that does not end.
@Suite(.timeLimit(.minutes(1)))
struct WorkerPoolTests {
  @Test(arguments: [1, 2, 3, 8], [0, 1, 2, 7, 1000])
  func everyTaskOnce(threads: Int, tasks: Int) {
    let pool = WorkerPool(threads: threads)
    let tally = Tally(tasks)
    pool.run(tasks) { tally.add($0) }
    #expect(tally.all == Array(repeating: 1, count: tasks))
  }

  /// In tasks a number too small for a float of full precision is zero, on every thread; outside of them it is not.
  @Test(arguments: [1, 3], [1, 50])
  func denormalsAreZeroInTasks(threads: Int, tasks: Int) {
    let numbers = Matrix(rows: 1, columns: 2, elements: [Float.leastNormalMagnitude, 0.5])
    let results = Matrix(rows: tasks, columns: 1)
    func halve(_ row: Int) { results.base[row] = numbers.base[0] * numbers.base[1] }
    WorkerPool(threads: threads).run(tasks) { results.base[$0] = numbers.base[0] * numbers.base[1] }
    #expect(results.elements.allSatisfy { $0 == 0 })
    halve(0)
    #expect(results.elements[0] > 0)
  }

  @Test(arguments: [0, 1, 9, 10, 11, 1001], [1, 10, 5000])
  func rangesCoverTheCount(count: Int, chunk: Int) {
    let tally = Tally(count)
    WorkerPool(threads: 3).run(over: count, chunk: chunk) { range in
      #expect(range.count <= chunk && !range.isEmpty)
      for i in range { tally.add(i) }
    }
    #expect(tally.all == Array(repeating: 1, count: count))
  }

  /// Many short runs one after another: a worker that comes late to one must not disturb the next.
  @Test(arguments: [2, 8])
  func manyShortRuns(threads: Int) {
    let pool = WorkerPool(threads: threads)
    var wrong = 0
    for run in 0..<10_000 {
      let tasks = 2 + run % 5
      let tally = Tally(tasks)
      pool.run(tasks) { tally.add($0) }
      if tally.all != Array(repeating: 1, count: tasks) { wrong += 1 }
    }
    #expect(wrong == 0)
  }

  /// `run` returns when all is done, not when all is begun, and its writes are seen.
  @Test func runWaitsForTheLast() {
    let pool = WorkerPool(threads: 4)
    for _ in 0..<50 {
      let result = Matrix(rows: 1, columns: 4)
      pool.run(4) { task in
        // Asleep, so that another thread takes the next task even on one core; the last is still out when none is left.
        Thread.sleep(forTimeInterval: [0.002, 0.0001, 0.0005, 0.001][task])
        result.base[task] = Float(task + 1)
      }
      #expect(result.elements == [1, 2, 3, 4])
    }
  }

  @Test func moreThreadsThanTasks() {
    let pool = WorkerPool(threads: 16)
    for _ in 0..<200 {
      let tally = Tally(2)
      pool.run(2) { tally.add($0) }
      #expect(tally.all == [1, 1])
    }
  }

  /// A task of one pool that uses another; several threads then call the inner pool at once.
  @Test func poolsWithinPools() {
    let (outer, inner) = (WorkerPool(threads: 3), WorkerPool(threads: 2))
    let tally = Tally(40 * 25)
    for _ in 0..<20 {
      outer.run(40) { a in
        inner.run(25) { b in tally.add(a * 25 + b) }
      }
    }
    #expect(tally.all == Array(repeating: 20, count: 1000))
  }

  /// Pools end their threads when they go.
  @Test func createdAndDropped() async throws {
    let tally = Tally(3)
    for run in 0..<300 {
      let pool = WorkerPool(threads: 8)
      if run % 3 != 0 { pool.run(3) { tally.add($0) } }
    }
    #expect(tally.all == [200, 200, 200])
    #if os(Linux)
      // 2,100 threads were started here. Other tests have some of their own.
      var threads = Int.max
      for _ in 0..<100 where threads > 500 {
        try await Task.sleep(for: .milliseconds(20))
        threads = threadsOfThisProcess()
      }
      #expect(threads <= 500)
    #endif
  }

  /// A task may hold on to the workspace that runs it; the pool still goes with its last user.
  @Test func theLastJobDoesNotKeepThePool() async throws {
    weak var pool: WorkerPool?
    weak var buffers: BufferPool?
    do {
      let workspace = Workspace(threads: 3)
      (pool, buffers) = (workspace.workers, workspace.buffers)
      let matrix = workspace.buffers.matrix(10, 10)
      workspace.workers.run(10) { task in
        _ = workspace.workers.threads
        matrix.base[task] = 1
      }
    }
    // A worker may be on its way out of the job still.
    for _ in 0..<100 where pool != nil || buffers != nil { try await Task.sleep(for: .milliseconds(10)) }
    #expect(pool == nil)
    #expect(buffers == nil)
  }
}
