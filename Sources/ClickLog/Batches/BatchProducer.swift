/// Fills the batches of a sequence one after another: one a thread.
final class BatchProducer {
  /// After so many rows the store's memory is let go of: what was read is not needed again, and a log may be larger than
  /// the memory. About a window of the shuffle.
  private static let rowsHeld = ShuffledOrder.blockRows * ShuffledOrder.windowBlocks

  private let columns: StoreColumns
  private let filler: BatchFiller
  private let size: Int
  private var order: any RowOrder
  private var rows: [UInt32] = []
  private var untilRelease = BatchProducer.rowsHeld

  init(_ sequence: BatchSequence) {
    columns = sequence.part.log.columns
    filler = BatchFiller(columns)
    size = sequence.size
    order = sequence.makeOrder()
  }

  deinit { columns.release() }

  func fill(_ batch: Batch) {
    order.fill(&rows, count: size)
    rows.withUnsafeBufferPointer { filler.fill(batch, $0) }
    untilRelease -= rows.count
    if untilRelease <= 0 {
      columns.releaseRows()
      untilRelease = Self.rowsHeld
    }
  }
}
