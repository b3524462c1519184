import Evaluation
import Settings

/// The course of a training.
public struct TrainingOutcome: Sendable {
  public let history: [HistoryRow]
  /// From 1; 0 where no epoch was better than the weights that training began with.
  public let bestEpoch: Int
  /// Of that epoch's weights, what `monitor` says of the validation rows, the larger the better; nil without any.
  public let bestQuality: Double?
  /// What decided which epoch that is: the monitor of the settings, or its substitute where that is not defined for the
  /// validation rows; nil where there are none.
  public let monitor: Monitor?
  public let rowsTrained: Int
  /// Spent in training steps and in waiting for their batches, without evaluation.
  public let trainingSeconds: Double

  /// The training's state at its end.
  package let state: TrainingState

  init(_ state: TrainingState) {
    self.state = state
    history = state.history
    bestEpoch = state.bestEpoch
    bestQuality = state.bestQuality
    monitor = state.monitor.flatMap { Monitor(settingValue: .text($0)) }
    rowsTrained = state.rowsTrained
    trainingSeconds = state.trainingSeconds
  }

  /// What the kept weights are worth on the validation rows; nil without any.
  public var validation: Metrics.Validation? {
    guard monitor != nil else { return nil }
    return history.first { $0.epoch == bestEpoch }.map {
      Metrics.Validation(auc: $0.validationAUC, logLoss: $0.validationLogLoss)
    } ?? state.firstWeights
  }

  public var samplesPerSecond: Double { trainingSeconds > 0 ? Double(rowsTrained) / trainingSeconds : 0 }
}
