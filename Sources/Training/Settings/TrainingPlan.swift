import Foundation

/// How training goes over a log: rows a step, passes at most, and how many without a better one end it.
///
/// The paper's steps of 2,048 rows are for logs of many million. Of 2,000 rows they would be one a pass, and ten passes of
/// them leave a model where it began: steps are smaller on a small log, and passes, which then say less of it, more.
public struct TrainingPlan: Equatable, Sendable {
  /// Rows a step.
  public let batchSize: Int
  /// At most so many passes.
  public let epochs: Int
  /// Passes without a better one before training stops.
  public let patience: Int

  /// What suits a log of so many training rows.
  public init(rows: Int, multiEpoch: Bool = false) {
    let usual = Self.usual(multiEpoch: multiEpoch)
    batchSize = Self.batchSize(rows: rows)
    guard batchSize < usual.batchSize else {
      (epochs, patience) = (usual.epochs, usual.patience)
      return
    }
    (epochs, patience) = (Self.epochsOfSmallLogs, Self.patienceOfSmallLogs)
  }

  /// - Precondition: each is 1 or more.
  init(batchSize: Int, epochs: Int, patience: Int) {
    (self.batchSize, self.epochs, self.patience) = (batchSize, epochs, patience)
  }

  /// For logs of many rows: the paper's (section 3.1.3).
  ///
  /// An ordinary model gets worse for good once it has memorised. With new embeddings each pass it does not: its AUC goes
  /// up and down a little as it rises, so that a pass without a better one means less (docs/MultiEpoch.md).
  public static func usual(multiEpoch: Bool = false) -> TrainingPlan {
    TrainingPlan(batchSize: 2048, epochs: 10, patience: multiEpoch ? 3 : 1)
  }

  private static let epochsOfSmallLogs = 100
  private static let patienceOfSmallLogs = 5

  /// About 40 steps a pass, of a power of two rows from 32 to the usual number.
  private static func batchSize(rows: Int) -> Int {
    var size = 32
    while size < usual().batchSize, Double(rows) > 40 * Double(size) * 2.0.squareRoot() { size *= 2 }
    return size
  }
}

extension TrainingSettings {
  /// What was chosen, and for the rest what suits a log of so many training rows.
  public func plan(rows: Int) -> TrainingPlan {
    let suited = TrainingPlan(rows: rows, multiEpoch: multiEpoch)
    return TrainingPlan(
      batchSize: batchSize ?? suited.batchSize, epochs: epochs ?? suited.epochs, patience: patience ?? suited.patience)
  }

  /// These settings with nothing left to the log's size.
  public func resolved(rows: Int) -> TrainingSettings {
    var settings = self
    let plan = plan(rows: rows)
    (settings.batchSize, settings.epochs, settings.patience) = (plan.batchSize, plan.epochs, plan.patience)
    return settings
  }
}
