import Files
import Tensors

/// The batches of a part, once through. Each iteration starts afresh, in the same order.
public struct BatchSequence: Sequence, Sendable {
  let part: LogPart
  let size: Int
  let shuffle: RandomGenerator?
  let first: Int

  /// How many batches an iteration yields.
  public var count: Int {
    let (whole, rest) = part.rows.quotientAndRemainder(dividingBy: size)
    return Swift.max(0, whole + rest.signum() - Swift.min(first, part.rows))
  }

  public func makeIterator() -> BatchIterator { BatchIterator(self) }

  func makeOrder() -> any RowOrder {
    let (skip, overflow) = first.multipliedReportingOverflow(by: size)
    let rows = overflow ? part.rows : skip
    guard let shuffle else { return InputOrder(part, skip: rows) }
    return ShuffledOrder(part.sections, generator: shuffle, skip: rows)
  }
}

/// Takes batches from the thread that fills them; dropping it, at any point, ends that thread.
public final class BatchIterator: IteratorProtocol {
  /// Two batches are with the reader, so two are filled ahead.
  private let queue: OrderedQueue<Batch>
  private var taken = 0

  init(_ sequence: BatchSequence) {
    queue = OrderedQueue(count: sequence.count, threads: 1, name: "batches", slots: (0..<4).map { _ in Batch() }) {
      let producer = BatchProducer(sequence)
      return { _, batch in producer.fill(batch) }
    }
  }

  /// The rows' memory may go away afterwards.
  deinit { queue.stop() }

  public func next() -> Batch? {
    guard taken < queue.count else { return nil }
    // The batch before the last one stays valid until now.
    if taken >= 2 { queue.giveBack() }
    var next: Batch?
    queue.take(taken) { next = $0 }
    taken += 1
    return next
  }
}
