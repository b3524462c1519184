/// One perspective's clusters on all rows: their sizes, and how sure the rows were of them.
public struct ClusterResult: Sendable, Equatable {
  /// The perspective's name.
  public let name: String?
  /// Rows of each cluster.
  public let counts: [Int]
  /// Means over the rows of the coefficients' entropy, in nats, and of the largest's lead over the second; nil without rows.
  public let coefficientEntropy: Double?
  public let coefficientMargin: Double?

  /// Each cluster's rows, judged by themselves; nil where only their numbers are known.
  public let metrics: [GroupMetrics]?

  init(name: String?, counts: [Int]) {
    (self.name, self.counts, coefficientEntropy, coefficientMargin, metrics) = (name, counts, nil, nil, nil)
  }

  init(_ rows: RowClusters, _ predictions: Predictions, _ metrics: [Metric]) {
    name = rows.name
    counts = clusterCounts(rows.clusters, clusterCount: rows.count)
    let n = Double(rows.clusters.count)
    coefficientEntropy = n > 0 ? rows.entropySum / n : nil
    coefficientMargin = n > 0 ? rows.marginSum / n : nil
    let groups = RowGroups(rows.clusters)
    let places = Dictionary(uniqueKeysWithValues: groups.codes.enumerated().map { ($1, $0) })
    self.metrics = (0..<rows.count).map { cluster in
      GroupMetrics(predictions, rows: places[Int32(cluster)].map(groups.rows) ?? [], metrics)
    }
  }
}
