/// Where one perspective's router sent some rows, and how sure it was.
public struct RowClusters: Sendable {
  /// The perspective's name.
  public var name: String
  /// K
  public var count: Int
  /// Each row's cluster, in 0..<`count`.
  public var clusters: [Int32]
  /// Sums over the rows: the entropy of a row's coefficients, in nats, and the largest's lead over the second.
  public var entropySum: Double
  public var marginSum: Double

  public init(
    _ name: String, count: Int, clusters: [Int32] = [], entropySum: Double = 0, marginSum: Double = 0
  ) {
    self.name = name
    self.count = count
    self.clusters = clusters
    self.entropySum = entropySum
    self.marginSum = marginSum
  }
}

/// How one perspective's clusters stand on all rows.
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
