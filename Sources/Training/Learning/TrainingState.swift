import Evaluation

/// The state of a training, besides the numbers of the model and its optimiser. Random numbers need no place here: each
/// stream depends only on the seed and the epoch or step that it serves.
package struct TrainingState: Codable, Equatable {
  /// From 0; the batches of it that are done.
  var epoch = 0
  var batch = 0
  /// Of the batches done in this epoch.
  var lossSum = 0.0
  var lossRows = 0
  var bestEpoch = 0
  /// Of the best weights: what the monitor says of the validation rows, the larger the better.
  var bestQuality: Double?
  /// What the weights before the first step are worth on the validation rows, where they have a say.
  var firstWeights: Metrics.Validation?
  /// The monitor that was defined, as in settings; nil without validation rows.
  var monitor: String?
  var epochsWithoutBetter = 0
  var history: [HistoryRow] = []
  var rowsTrained = 0
  /// Spent in training steps, without evaluation.
  var trainingSeconds = 0.0
  /// Where the first validation rows were routed to after the epoch before, from each perspective.
  var clusters: [[Int32]] = []
}
