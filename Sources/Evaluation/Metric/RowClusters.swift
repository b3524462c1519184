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
