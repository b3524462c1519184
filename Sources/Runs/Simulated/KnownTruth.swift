import ClickLog
import Evaluation
import Training

/// What is known of each row of a log because it was simulated.
public struct KnownTruth: Sendable, Equatable {
  /// The true click probability of each row of the log's files.
  public let probabilities: [Double]
  /// The latent cluster of each row, from 0.
  public let clusters: [Int32]

  public init(probabilities: [Double], clusters: [Int32]) {
    (self.probabilities, self.clusters) = (probabilities, clusters)
  }

  /// The AUC of the true probabilities on these rows: no model can be expected to do better. Nil where a class is missing,
  /// or a row is none of the simulated ones.
  func bestPossibleAUC(_ part: LogPart) -> Double? {
    var scores: [Float] = []
    var labels: [Float] = []
    for batch in part.batches(size: Scorer.batchSize) {
      for (row, label) in zip(batch.rowNumbers, batch.labels).prefix(batch.rows) {
        guard probabilities.indices.contains(row) else { return nil }
        scores.append(Float(probabilities[row]))
        labels.append(label)
      }
    }
    return auc(scores: scores, labels: labels)
  }

  /// The cluster of each of some rows; nil if one of them is none of the simulated ones.
  func clusters(of rows: [Int]) -> [Int]? {
    guard rows.allSatisfy(clusters.indices.contains) else { return nil }
    return rows.map { Int(clusters[$0]) }
  }
}
