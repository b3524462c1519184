/// One perspective's clusters on all rows: their sizes, and how sure the rows were of them.
public struct ClusterResult: Sendable, Equatable {
  /// The perspective's name.
  public let name: String?
  /// Rows of each cluster.
  public let counts: [Int]
  /// Means over the rows of the coefficients' entropy, in nats, and of the largest's lead over the second; nil without rows.
  public let coefficientEntropy: Double?
  public let coefficientMargin: Double?

  init(name: String?, counts: [Int]) {
    (self.name, self.counts, coefficientEntropy, coefficientMargin) = (name, counts, nil, nil)
  }

  init(_ rows: RowClusters) {
    name = rows.name
    counts = clusterCounts(rows.clusters, clusterCount: rows.count)
    let n = Double(rows.clusters.count)
    coefficientEntropy = n > 0 ? rows.entropySum / n : nil
    coefficientMargin = n > 0 ? rows.marginSum / n : nil
  }
}
