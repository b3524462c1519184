import Foundation

/// The health of a model's clusters, as `metrics.json` holds it.
public struct ClusterMetrics: Codable, Sendable, Equatable {
  /// The perspective: a group of features, or "all".
  public var perspective: String?
  /// Rows of each cluster.
  public var counts: [Int]
  /// Each cluster's share of the rows.
  public var shares: [Double]
  /// Mean and largest cosine between two centres; nil with fewer than two clusters. Near 1, the clusters have collapsed.
  @Nullable public var centreCosineMean: Double?
  @Nullable public var centreCosineMax: Double?
  /// The entropy of the shares, in nats (see `assignmentEntropy(counts:)`).
  public var assignmentEntropy: Double
  /// The exponential of the entropy: how many equally large clusters would be as varied.
  public var effectiveClusters: Double
  /// How sure rows are of their clusters: means of the entropy of a row's coefficients, in nats (0 for certain, ln K for
  /// anywhere), and of the largest coefficient's lead over the second (1 for certain).
  @Nullable public var coefficientEntropy: Double?
  @Nullable public var coefficientMargin: Double?
  /// The share of the validation rows whose cluster changed in the last epoch that was kept; nil before the second.
  @Nullable public var changed: Double?
  /// How far each cluster's network is from what all clusters share, ‖W_k − W‖ / ‖W‖ as a mean over its layers; nil for a
  /// model that does not say.
  @Nullable public var distances: [Double]?
  /// Each cluster's rows, judged by themselves; nil for a run of version 0.1 or before.
  public var metrics: [GroupMetrics]?

  /// The health of clusters with these numbers of rows and these centres (K of one length).
  public init(counts: [Int], centres: [[Float]]) {
    self.init(ClusterResult(name: nil, counts: counts), centres: centres)
  }

  /// The health of clusters that rows were routed to, with these centres.
  ///
  /// - Parameters:
  ///   - changed: the share of validation rows that changed their cluster between the last two epochs.
  ///   - distances: how far each cluster's network is from what all clusters share.
  public init(
    _ result: ClusterResult, centres: [[Float]], changed: Double? = nil, distances: [Double]? = nil
  ) {
    self.distances = distances
    metrics = result.metrics
    let counts = result.counts
    perspective = result.name
    coefficientEntropy = result.coefficientEntropy
    coefficientMargin = result.coefficientMargin
    self.changed = changed
    self.counts = counts
    shares = clusterShares(counts)
    let cosines = CentreCosines(centres: centres)
    centreCosineMean = cosines?.mean
    centreCosineMax = cosines?.max
    assignmentEntropy = Evaluation.assignmentEntropy(counts: counts)
    effectiveClusters = exp(assignmentEntropy)
  }
}
