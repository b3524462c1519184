import ClickLog

/// How training goes over a log: rows a step, passes at most, and what ends it.
///
/// The paper's steps of 2,048 rows are for logs of many million. Of 2,000 rows they would be one a pass, and ten passes leave
/// a model where it began. So steps are smaller on a small log, and passes, each of which says less of it, more; and log
/// loss decides between them, as the AUC of a few validation clicks is chance.
public struct TrainingPlan: Equatable, Sendable {
  /// Rows a step.
  public let batchSize: Int
  /// At most so many passes.
  public let epochs: Int
  /// Passes without a better one before training stops.
  public let patience: Int
  /// What says which pass is better.
  public let monitor: Monitor

  /// For logs of many rows: the paper's (section 3.1.3).
  ///
  /// An ordinary model gets worse for good once it has memorised. With new embeddings each pass it does not: its AUC goes
  /// up and down a little as it rises, so that a pass without a better one means less (docs/MultiEpoch.md).
  public static func usual(multiEpoch: Bool = false) -> TrainingPlan {
    TrainingPlan(batchSize: 2048, epochs: 10, patience: multiEpoch ? 3 : 1, monitor: .auc)
  }

  /// What suits a log of so many training rows: the usual from about 60,000 on.
  ///
  /// - Parameter others: rows without a click, or of counts impressions, like `clicks`; nil for the rest of the rows.
  public static func suited(rows: Int, clicks: Int, others: Int? = nil, multiEpoch: Bool = false) -> TrainingPlan {
    guard isSmall(rows: rows) else { return usual(multiEpoch: multiEpoch) }
    let steps = rows / stepsOfSmallLogs
    // Steps of 64 rows where one in a hundred is clicked have one click or none: Adam's first ones, which are as long with
    // a small gradient as with a large one, then lead away from the click rate.
    let rarer = max(min(clicks, others ?? rows - clicks, rows), 1)
    let batchSize = power(of: max(steps, rows * rarerRowsAStep / rarer))
    return TrainingPlan(batchSize: batchSize, epochs: 100, patience: 5, monitor: .logLoss)
  }

  /// Whether so many training rows make a small log.
  public static func isSmall(rows: Int) -> Bool { power(of: rows / stepsOfSmallLogs) < usual().batchSize }

  /// Steps a pass, about.
  private static let stepsOfSmallLogs = 40
  /// Clicks a step, or rows without one where these are fewer.
  private static let rarerRowsAStep = 10

  /// The nearest power of two, from 32 to the usual number of rows a step.
  private static func power(of rows: Int) -> Int {
    var size = 32
    while size < usual().batchSize, Double(rows) > Double(size) * 2.0.squareRoot() { size *= 2 }
    return size
  }
}

extension LogPart {
  /// Rows without a click; where rows do not count the same, as many as there are for each click by the click rate.
  fileprivate var others: Int {
    guard meanWeight != 1, clicks > 0 else { return rows - clicks }
    return Int(min(Double(clicks) * (1 / max(clickRate, 1e-9) - 1), 0x1p60).rounded())
  }
}

extension TrainingSettings {
  /// What was chosen, and for the rest what suits the rows to train on.
  public func plan(for part: LogPart) -> TrainingPlan {
    let suited = TrainingPlan.suited(
      rows: part.rows, clicks: part.clicks, others: part.others, multiEpoch: multiEpoch)
    return TrainingPlan(
      batchSize: batchSize ?? suited.batchSize, epochs: epochs ?? suited.epochs, patience: patience ?? suited.patience,
      monitor: monitor ?? suited.monitor)
  }

  /// These settings with nothing left to the rows to train on.
  public func resolved(for part: LogPart) -> TrainingSettings {
    var settings = self
    let plan = plan(for: part)
    (settings.batchSize, settings.epochs, settings.patience) = (plan.batchSize, plan.epochs, plan.patience)
    settings.monitor = plan.monitor
    return settings
  }

  /// These settings with what they leave to the log taken from others.
  package func completed(by other: TrainingSettings) -> TrainingSettings {
    var settings = self
    settings.batchSize = batchSize ?? other.batchSize
    settings.epochs = epochs ?? other.epochs
    settings.patience = patience ?? other.patience
    settings.monitor = monitor ?? other.monitor
    return settings
  }

  /// Rows a step on a large log.
  public var rowsAStep: Int { batchSize ?? TrainingPlan.usual().batchSize }
}
