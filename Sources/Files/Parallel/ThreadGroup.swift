import Foundation
import Synchronization

/// Some threads at work while the caller's own watches progress.
package enum ThreadGroup {
  private final class State: Sendable {
    let running: Mutex<Int>
    init(_ threads: Int) { running = Mutex(threads) }
  }

  /// Runs `work` on so many threads and returns when all have ended.
  ///
  /// - Parameters:
  ///   - work: is called once on each thread; has to look itself, now and then, whether `stop` was called.
  ///   - poll: is called on the caller's thread a few times a second, once at least. If it throws, `stop` is called, the
  ///     threads are waited for, and the error is thrown on.
  package static func run(
    threads: Int, name: String, _ work: @escaping @Sendable () -> Void, stop: () -> Void, poll: () throws -> Void
  ) throws {
    let state = State(threads)
    for _ in 0..<threads {
      let thread = Thread {
        work()
        state.running.withLock { $0 -= 1 }
      }
      thread.name = name
      thread.stackSize = 1 << 20
      thread.start()
    }
    func isRunning() -> Bool { state.running.withLock { $0 > 0 } }
    var rounds = 0
    do {
      repeat {
        usleep(rounds < 20 ? 500 : 20_000)  // short work is done in a blink
        rounds += 1
        try poll()
      } while isRunning()
    } catch {
      stop()
      while isRunning() { usleep(1000) }
      throw error
    }
  }

  /// The results of `body` for 0 ..< count, in that order, worked out on several threads.
  ///
  /// - Parameter poll: is given how many are done; throws to stop.
  /// - Throws: the error of the lowest number that failed.
  package static func map<Result: Sendable>(
    _ count: Int, threads: Int, name: String, poll: (Int) throws -> Void = { _ in },
    _ body: @escaping @Sendable (Int) throws -> Result
  ) throws -> [Result] {
    let tasks = Tasks<Result>(count)
    if threads <= 1 || count <= 1 {
      while let number = tasks.take() {
        tasks.finish(number, Swift.Result { try body(number) })
        try poll(tasks.done)
      }
    } else {
      try run(
        threads: min(threads, count), name: name,
        { while let number = tasks.take() { tasks.finish(number, Swift.Result { try body(number) }) } },
        stop: tasks.stop, poll: { try poll(tasks.done) })
    }
    return try tasks.results()
  }

  private final class Tasks<Value: Sendable>: Sendable {
    private struct State {
      var next = 0
      var done = 0
      var stopped = false
      var results: [Result<Value, any Error>?]
    }
    private let state: Mutex<State>

    init(_ count: Int) { state = Mutex(State(results: Array(repeating: nil, count: count))) }

    var done: Int { state.withLock { $0.done } }

    func stop() { state.withLock { $0.stopped = true } }

    func take() -> Int? {
      state.withLock { state in
        guard !state.stopped, state.next < state.results.count else { return nil }
        state.next += 1
        return state.next - 1
      }
    }

    func finish(_ number: Int, _ result: Result<Value, any Error>) {
      state.withLock { state in
        state.results[number] = result
        state.done += 1
        if case .failure = result { state.stopped = true }
      }
    }

    func results() throws -> [Value] {
      let results = state.withLock { $0.results }
      // Numbers are taken in order, so all below one that failed are there.
      for case .failure(let error)? in results { throw error }
      return try results.map { result in
        guard let result else { throw CancellationError() }
        return try result.get()
      }
    }
  }
}
