import Tensors

#if canImport(Darwin)
  import Darwin
#else
  import Glibc
#endif

/// The distribution that each row of a batch belongs to, from one perspective.
public struct Routing: Sendable {
  /// r, [n, K]: the distribution coefficients; each row sums to one.
  public let coefficients: Matrix
  /// Each row's cluster; as a rule the one whose coefficient is largest.
  public let clusters: IndexList

  /// Each row to the cluster of its largest coefficient.
  public init(_ coefficients: Matrix, on tape: Tape) {
    self.init(coefficients, clusters: coefficients.largestColumns(in: tape.workspace.buffers))
  }

  /// Each row to the cluster that is given for it.
  public init(_ coefficients: Matrix, clusters: IndexList) {
    (self.coefficients, self.clusters) = (coefficients, clusters)
  }

  /// K
  public var count: Int { coefficients.columns }

  /// Each row's second nearest cluster, for K of 2 or more.
  func secondClusters(in pool: BufferPool) -> IndexList {
    IndexList(count: clusters.count, in: pool) { row in
      let first = Int(clusters[row])
      var best = first == 0 ? 1 : 0
      for j in 0..<count where j != first && coefficients[row, j] > coefficients[row, best] { best = j }
      return Int32(best)
    }
  }

  /// −Σ_j r_ij ln r_ij of a row, in nats: 0 for a row that is certain of its cluster, ln K for one that lies anywhere.
  public func entropy(of row: Int) -> Double {
    (0..<count).reduce(0) { sum, j in
      let r = Double(coefficients[row, j])
      return r > 0 ? sum - r * log(r) : sum
    }
  }

  /// How far a row's largest coefficient is ahead of its second, 0 to 1; 1 where there is one cluster.
  public func margin(of row: Int) -> Double {
    var (largest, second) = (Float(0), Float(0))
    for j in 0..<count {
      let r = coefficients[row, j]
      if r > largest { (largest, second) = (r, largest) } else if r > second { second = r }
    }
    return Double(largest - second)
  }
}
