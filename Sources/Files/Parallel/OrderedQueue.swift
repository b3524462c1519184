import Foundation
import Synchronization

/// Numbered values, made by threads ahead of the caller, who takes them in order.
///
/// Each number has a slot to be made in, which goes round. A thread waits for room before it takes a number, and room is given
/// back in the numbers' order: so the slot of number n is one that n − `slots` has left, whatever threads the
/// system lets wait between their steps. Values are kept, so that their buffers serve again.
package final class OrderedQueue<Value: Sendable>: Sendable {
  /// Makes the values of one thread.
  package typealias Worker = (_ number: Int, _ value: inout Value) -> Void

  private final class Slot: Sendable {
    let value: Mutex<Value>
    // It begins at 0, as a semaphore that dies below its first value is a fault to libdispatch; so do those below.
    let made = DispatchSemaphore(value: 0)

    init(_ value: Value) { self.value = Mutex(value) }
  }

  /// How many values are made in all.
  package let count: Int
  private let slots: [Slot]
  private let threads: Int
  private let next = Mutex(0)
  /// As many as there are numbers that may be taken.
  private let room = DispatchSemaphore(value: 0)
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
    for _ in slots { room.signal() }
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

  /// Lets the slot of the first value that was taken and not yet given back be used again.
  package func giveBack() { room.signal() }

  /// Ends the threads and waits for them.
  package func stop() {
    stopped.store(true, ordering: .relaxed)
    for _ in 0..<threads { room.signal() }
    for _ in 0..<threads { ended.wait() }
  }

  private func work(_ worker: () -> Worker) {
    let make = worker()
    while next.withLock({ $0 < count }) {
      room.wait()
      guard !stopped.load(ordering: .relaxed) else { return }
      let number = next.withLock { next in
        defer { next += 1 }
        return next
      }
      guard number < count else { return }
      let slot = slots[number % slots.count]
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
      queue.giveBack()
    }
  }
}
