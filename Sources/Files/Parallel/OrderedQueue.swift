import Foundation
import Synchronization

/// Numbered values, made by threads ahead of the caller, who takes them in order.
///
/// Each number has a slot to be made in, which goes round: number n waits until n − `slots` was given back. The thread that
/// makes the lowest number that was begun waits for no other, so there is always progress. Values are kept, so that their
/// buffers serve again.
package final class OrderedQueue<Value: Sendable>: Sendable {
  /// Makes the values of one thread.
  package typealias Worker = (_ number: Int, _ value: inout Value) -> Void

  private final class Slot: Sendable {
    let value: Mutex<Value>
    // They begin at 0, as a semaphore that dies below its first value is a fault to libdispatch.
    let free = DispatchSemaphore(value: 0)
    let made = DispatchSemaphore(value: 0)

    init(_ value: Value) { self.value = Mutex(value) }
  }

  /// How many values are made in all.
  package let count: Int
  private let slots: [Slot]
  private let threads: Int
  private let next = Mutex(0)
  private let stopped = Atomic(false)
  private let ended = DispatchSemaphore(value: 0)

  /// Starts to make values 0 ..< `count`; the caller has to `stop`.
  ///
  /// - Parameters:
  ///   - slots: what the values are made of, one a slot: so many are with the threads and the caller together.
  ///   - worker: called once on each thread; what it returns makes that thread's values, and is gone when the thread ends.
  package init(count: Int, threads: Int, name: String, slots: [Value], worker: @escaping @Sendable () -> Worker) {
    self.count = count
    self.threads = threads
    self.slots = slots.map(Slot.init)
    for slot in self.slots { slot.free.signal() }
    for _ in 0..<threads {
      let thread = Thread { [self] in
        work(worker)
        ended.signal()
      }
      thread.name = name
      thread.start()
    }
  }

  /// Waits for a value and hands it to `body`; to be called once for each number, in order.
  package func take(_ number: Int, _ body: (inout Value) throws -> Void) rethrows {
    let slot = slots[number % slots.count]
    slot.made.wait()
    try slot.value.withLock { try body(&$0) }
  }

  /// Lets the slot of a value that was taken be used again.
  package func giveBack(_ number: Int) { slots[number % slots.count].free.signal() }

  /// Ends the threads and waits for them.
  package func stop() {
    stopped.store(true, ordering: .relaxed)
    // Each thread waits for one slot at most, but several may wait for the same one.
    for slot in slots { for _ in 0..<threads { slot.free.signal() } }
    for _ in 0..<threads { ended.wait() }
  }

  private func work(_ worker: () -> Worker) {
    let make = worker()
    while true {
      let number = next.withLock { next in
        defer { next += 1 }
        return next
      }
      guard number < count else { return }
      let slot = slots[number % slots.count]
      slot.free.wait()
      guard !stopped.load(ordering: .relaxed) else { return }
      slot.value.withLock { make(number, &$0) }
      slot.made.signal()
    }
  }
}

extension OrderedQueue {
  /// Makes values 0 ..< `count` on so many threads, and takes each in turn on this one. What `take` throws ends the work;
  /// no thread is left when this returns.
  package static func run(
    count: Int, threads: Int, name: String, initial: Value, make: @escaping @Sendable (Int, inout Value) -> Void,
    take: (Int, inout Value) throws -> Void
  ) throws {
    guard count > 0 else { return }
    let threads = min(max(threads, 1), count)
    let queue = OrderedQueue(
      count: count, threads: threads, name: name, slots: Array(repeating: initial, count: threads * 2 + 1)
    ) { make }
    defer { queue.stop() }
    for number in 0..<count {
      try queue.take(number) { try take(number, &$0) }
      queue.giveBack(number)
    }
  }
}
