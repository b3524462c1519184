import ClickLog
import Evaluation
import ScenarioModels
import Settings
import Training

extension RunSettings {
  /// How training goes over a log.
  public func plan(for log: PreparedLog) -> TrainingPlan { training.plan(for: log.part(.training)) }

  /// These settings with nothing left open: what run.yaml has.
  public func resolved(for log: PreparedLog) -> RunSettings {
    var settings = self
    settings.training = training.resolved(for: log.part(.training))
    settings.multiEpoch = self.multiEpoch
    settings.ensemble = self.ensemble
    settings.statistics = self.statistics
    settings.statisticsDeviation = self.statisticsDeviation
    settings.clusters = self.clusters
    return settings
  }

  /// These settings with what they leave to the log's size taken from others.
  public func completed(by other: RunSettings) -> RunSettings {
    var settings = self
    settings.training = training.completed(by: other.training)
    settings.$multiEpoch = self.$multiEpoch ?? other.$multiEpoch
    settings.$ensemble = self.$ensemble ?? other.$ensemble
    settings.$statistics = self.$statistics ?? other.$statistics
    settings.$statisticsDeviation = self.$statisticsDeviation ?? other.$statisticsDeviation
    settings[ADL.self].routing.$clusters = self[ADL.self].routing.$clusters ?? other.clusters
    return settings
  }

  /// What these settings leave to the log's size and is not as on a large log, in a sentence; nil if nothing.
  func planNote(for log: PreparedLog) -> String? {
    let (plan, usual) = (plan(for: log), TrainingPlan.usual(multiEpoch: training.multiEpoch))
    var parts: [String] = []
    if training.batchSize == nil, plan.batchSize != usual.batchSize { parts.append("batches of \(plan.batchSize)") }
    if training.epochs == nil, plan.epochs != usual.epochs { parts.append("at most \(plan.epochs) passes") }
    if training.patience == nil, plan.patience != usual.patience { parts.append("patience \(plan.patience)") }
    if training.monitor == nil, plan.monitor != usual.monitor { parts.append("kept by \(plan.monitor)") }
    guard !parts.isEmpty else { return nil }
    return "\(Figures.count(log.part(.training).rows)) training rows: \(parts.joined(separator: ", "))."
  }
}
