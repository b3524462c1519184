import Evaluation

/// The course of a training.
public struct TrainingOutcome: Sendable {
  public let history: [HistoryRow]
  /// From 1.
  public let bestEpoch: Int
  public let rowsTrained: Int
  /// Spent in training steps and in waiting for their batches, without evaluation.
  public let trainingSeconds: Double

  /// The training's state at its end.
  package let state: TrainingState

  init(_ state: TrainingState) {
    self.state = state
    history = state.history
    bestEpoch = state.bestEpoch
    rowsTrained = state.rowsTrained
    trainingSeconds = state.trainingSeconds
  }

  public var samplesPerSecond: Double { trainingSeconds > 0 ? Double(rowsTrained) / trainingSeconds : 0 }
}
