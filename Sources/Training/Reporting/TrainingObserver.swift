import Evaluation

/// Follows a training while it runs.
public protocol TrainingObserver: AnyObject {
  /// After a step: rows done of all that this epoch has, and the epoch's mean loss so far.
  /// Throwing `Interruption` stops training in order, as a cancellation does.
  func trained(rows: Int, of total: Int, epoch: Int, loss: Double) throws
  /// After an epoch and its validation; `best` if its weights are now the ones to keep.
  func finished(_ epoch: HistoryRow, best: Bool)
}

/// Follows a training without doing anything.
public final class SilentObserver: TrainingObserver {
  public init() {}
  public func trained(rows: Int, of total: Int, epoch: Int, loss: Double) {}
  public func finished(_ epoch: HistoryRow, best: Bool) {}
}
