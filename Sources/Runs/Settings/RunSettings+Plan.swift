import ClickLog
import Evaluation
import Training

extension RunSettings {
  /// These settings with nothing left to the log's size: what run.yaml has.
  public func resolved(for log: PreparedLog) -> RunSettings {
    var settings = self
    settings.training = training.resolved(rows: log.part(.training).rows)
    return settings
  }

  /// How training goes over a log.
  public func plan(for log: PreparedLog) -> TrainingPlan { training.plan(rows: log.part(.training).rows) }

  /// These settings with what they leave to the log's size taken from others.
  public func completed(by other: RunSettings) -> RunSettings {
    var settings = self
    settings.training.batchSize = training.batchSize ?? other.training.batchSize
    settings.training.epochs = training.epochs ?? other.training.epochs
    settings.training.patience = training.patience ?? other.training.patience
    return settings
  }

  /// What these settings leave to the log's size and becomes another thing than on a large log, in a sentence; nil if nothing.
  func planNote(for log: PreparedLog) -> String? {
    let (plan, usual) = (plan(for: log), TrainingPlan.usual(multiEpoch: training.multiEpoch))
    var parts: [String] = []
    if training.batchSize == nil, plan.batchSize != usual.batchSize { parts.append("batches of \(plan.batchSize)") }
    if training.epochs == nil, plan.epochs != usual.epochs { parts.append("at most \(plan.epochs) passes") }
    if training.patience == nil, plan.patience != usual.patience { parts.append("patience \(plan.patience)") }
    guard !parts.isEmpty else { return nil }
    return "\(Figures.count(log.part(.training).rows)) training rows: \(parts.joined(separator: ", "))."
  }
}
