import Foundation
import Synchronization

/// Numbered blocks of work, made by several threads ahead of the caller, who takes them in order.
///
/// Each block has a slot to be made in, which goes round: block b waits until block b − `slots` was taken. Whoever
/// makes the lowest block that was begun waits for nobody, so there is always progress. Values are kept, so that their
/// buffers serve again.
final class OrderedBlocks<Value: Sendable>: Sendable {
  private final class Slot: Sendable {
    let value: Mutex<Value>
    // They begin at 0, as a semaphore that dies below its first value is a fault to libdispatch.
    let free = DispatchSemaphore(value: 0)
    let made = DispatchSemaphore(value: 0)

    init(_ value: Value) { self.value = Mutex(value) }
  }

  private let slots: [Slot]
  private let next = Mutex(0)
  private let stopped = Atomic(false)
  private let ended = DispatchSemaphore(value: 0)
  private let threads: Int
  private let count: Int

  private init(count: Int, threads: Int, initial: Value) {
    self.count = count
    self.threads = min(threads, count)
    slots = (0..<self.threads * 2 + 1).map { _ in Slot(initial) }
  }

  /// Makes blocks 0..<count on so many threads, and takes each in turn on this one. What `take` throws ends the work;
  /// no thread is left when this returns.
  static func run(
    count: Int, threads: Int, initial: Value, make: @escaping @Sendable (Int, inout Value) -> Void,
    take: (Int, inout Value) throws -> Void
  ) throws {
    guard count > 0 else { return }
    let blocks = OrderedBlocks(count: count, threads: max(threads, 1), initial: initial)
    blocks.start(make)
    defer { blocks.stop() }
    for block in 0..<count {
      let slot = blocks.slots[block % blocks.slots.count]
      slot.made.wait()
      try slot.value.withLock { try take(block, &$0) }
      slot.free.signal()
    }
  }

  private func start(_ make: @escaping @Sendable (Int, inout Value) -> Void) {
    for slot in slots { slot.free.signal() }
    for _ in 0..<threads {
      let thread = Thread { [self] in
        work(make)
        ended.signal()
      }
      thread.name = "ClickLog blocks"
      thread.start()
    }
  }

  private func work(_ make: (Int, inout Value) -> Void) {
    while true {
      let block = next.withLock { next in
        defer { next += 1 }
        return next
      }
      guard block < count else { return }
      let slot = slots[block % slots.count]
      slot.free.wait()
      guard !stopped.load(ordering: .relaxed) else { return }
      slot.value.withLock { make(block, &$0) }
      slot.made.signal()
    }
  }

  /// Ends the threads and waits for them.
  private func stop() {
    stopped.store(true, ordering: .relaxed)
    // Each thread waits for one slot at most, but several may wait for the same one.
    for slot in slots { for _ in 0..<threads { slot.free.signal() } }
    for _ in 0..<threads { ended.wait() }
  }
}
