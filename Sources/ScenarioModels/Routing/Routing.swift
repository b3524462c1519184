import Tensors

#if canImport(Darwin)
  import Darwin
#else
  import Glibc
#endif

/// Which distribution each row of a batch belongs to, from one perspective.
public struct Routing: Sendable {
  /// r, [n, K]: the distribution coefficients; each row sums to one.
  public let coefficients: Matrix
  /// Each row's cluster: where its coefficient is largest.
  public internal(set) var clusters: IndexList

  init(_ coefficients: Matrix, in pool: BufferPool) {
    self.coefficients = coefficients
    clusters = coefficients.largestColumns(in: pool)
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

  mutating func dealInTurn(in pool: BufferPool) {
    let count = count
    clusters = IndexList(count: clusters.count, in: pool) { Int32($0 % count) }
  }
}
