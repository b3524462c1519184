import Foundation
import Synchronization

/// Four batches that go round between the thread that fills them and the one that reads them.
///
/// Two are with the reader, so two are filled ahead. Waiting is on semaphores, the queues are under a lock, and a
/// batch is in one place at a time.
final class BatchRing: Sendable {
  private struct State {
    var free = (0..<4).map { _ in Batch() }
    var filled: [Batch] = []
    var finished = false
    var stopped = false
  }

  /// After so many rows the store's memory is let go of: what was read is not needed again, and a log may be larger than
  /// the memory. About a window of the shuffle.
  private static let rowsHeld = ShuffledOrder.blockRows * ShuffledOrder.windowBlocks

  private let state = Mutex(State())
  // They begin at 0, as a semaphore that dies below its first value is a fault to libdispatch.
  private let free = DispatchSemaphore(value: 0)
  private let filled = DispatchSemaphore(value: 0)
  private let ended = DispatchSemaphore(value: 0)

  func start(_ sequence: BatchSequence) {
    for _ in 0..<4 { free.signal() }
    let thread = Thread { [self] in
      run(sequence)
      ended.signal()
    }
    thread.name = "ClickLog batches"
    thread.start()
  }

  /// Ends the thread and waits for it; the rows' memory may go away afterwards.
  func stop() {
    state.withLock { $0.stopped = true }
    free.signal()
    ended.wait()
  }

  /// The next batch; nil after the last.
  func take() -> Batch? {
    filled.wait()
    let batch = state.withLock { $0.filled.isEmpty ? nil : $0.filled.removeFirst() }
    if batch == nil { filled.signal() }  // the end stays the end
    return batch
  }

  func giveBack(_ batch: Batch) {
    state.withLock { $0.free.append(batch) }
    free.signal()
  }

  private func run(_ sequence: BatchSequence) {
    let columns = sequence.part.log.columns
    let filler = BatchFiller(columns)
    var order = sequence.makeOrder()
    var rows: [UInt32] = []
    var untilRelease = Self.rowsHeld
    defer { columns.release() }
    while true {
      free.wait()
      guard let batch = state.withLock({ $0.stopped ? nil : $0.free.popLast() }) else { return }
      order.fill(&rows, count: sequence.size)
      guard !rows.isEmpty else { break }
      rows.withUnsafeBufferPointer { filler.fill(batch, $0) }
      untilRelease -= rows.count
      if untilRelease <= 0 {
        columns.releaseRows()
        untilRelease = Self.rowsHeld
      }
      state.withLock { $0.filled.append(batch) }
      filled.signal()
    }
    filled.signal()
  }
}
