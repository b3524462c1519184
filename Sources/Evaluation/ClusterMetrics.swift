import Foundation

/// The health of a model's clusters, as `metrics.json` holds it.
public struct ClusterMetrics: Codable, Sendable, Equatable {
  /// Rows of each cluster.
  public var counts: [Int]
  /// Each cluster's share of the rows.
  public var shares: [Double]
  /// Mean and largest cosine between two centres; nil with fewer than two clusters. Near 1, the clusters have collapsed.
  public var centreCosineMean: Double?
  public var centreCosineMax: Double?
  /// The entropy of the shares, in nats (see `assignmentEntropy(counts:)`).
  public var assignmentEntropy: Double
  /// The exponential of the entropy: how many equally large clusters would be as varied.
  public var effectiveClusters: Double

  /// The health of clusters with these numbers of rows and these centres (K of one length).
  public init(counts: [Int], centres: [[Float]]) {
    self.counts = counts
    shares = clusterShares(counts)
    let cosines = CentreCosines(centres: centres)
    centreCosineMean = cosines?.mean
    centreCosineMax = cosines?.max
    assignmentEntropy = Evaluation.assignmentEntropy(counts: counts)
    effectiveClusters = exp(assignmentEntropy)
  }
}

extension ClusterMetrics {
  // Swift leaves a nil out of the JSON; the contract wants null. Hence the encoding by hand.
  public func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: CodingKeys.self)
    try container.encode(counts, forKey: .counts)
    try container.encode(shares, forKey: .shares)
    try container.encode(centreCosineMean, forKey: .centreCosineMean)
    try container.encode(centreCosineMax, forKey: .centreCosineMax)
    try container.encode(assignmentEntropy, forKey: .assignmentEntropy)
    try container.encode(effectiveClusters, forKey: .effectiveClusters)
  }
}
