import Tensors

/// The batches of a part, once through. Each iteration starts afresh, in the same order.
public struct BatchSequence: Sequence, Sendable {
  let part: LogPart
  let size: Int
  let shuffle: RandomGenerator?
  let first: Int

  /// How many batches an iteration yields.
  public var count: Int { Swift.max(0, (part.rows + size - 1) / size - Swift.min(first, part.rows)) }

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
  private let ring: BatchRing
  private var held: [Batch] = []

  init(_ sequence: BatchSequence) {
    ring = BatchRing()
    ring.start(sequence)
  }

  deinit { ring.stop() }

  public func next() -> Batch? {
    // The batch before the last one stays valid until now.
    if held.count == 2 { ring.giveBack(held.removeFirst()) }
    guard let batch = ring.take() else { return nil }
    held.append(batch)
    return batch
  }
}
