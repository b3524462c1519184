#if canImport(Darwin)
  import Darwin
#else
  import Glibc
#endif

/// UMAP's graph of the rows (McInnes, Healy and Melville 2018, section 3.1): how surely two of them are neighbours.
///
///     w_ij = exp(−max(0, d_ij − ρ_i) / σ_i),   Σ_j w_ij = log₂(k + 1)     for the k neighbours j of i
///     w = w + wᵀ − w ⊗ wᵀ                                                 (fuzzy union)
public struct FuzzyGraph: Sendable {
  public struct Edge: Sendable, Equatable {
    public let from: Int
    public let to: Int
    /// In (0, 1].
    public let weight: Float
  }

  public let rows: Int
  /// Both directions of each, by `from` and then `to`.
  public let edges: [Edge]

  /// - Parameter neighbours: k of each row; the row itself counts as one more in log₂(k + 1), as in the paper's count.
  public init(_ neighbours: NearestNeighbours) {
    let k = neighbours.count
    let n = k > 0 ? neighbours.rows.count / k : 0
    let mean = neighbours.distances.reduce(0.0) { $0 + Double($1) } / Double(max(neighbours.distances.count, 1))
    var own: [[(to: Int, weight: Float)]] = []
    for i in 0..<n {
      let d = neighbours.distances[i * k..<(i + 1) * k].map(Double.init)
      let (rho, sigma) = Self.bandwidth(d, allMean: mean)
      own.append(
        d.indices.map { j in
          (neighbours.rows[i * k + j], d[j] <= rho ? 1 : Float(exp(-(d[j] - rho) / sigma)))
        })
    }
    // One direction's weight is enough for an edge; it has both from then on.
    var both = own.map { Dictionary(uniqueKeysWithValues: $0.map { ($0.to, $0.weight) }) }
    for (i, list) in own.enumerated() {
      for (j, w) in list {
        let back = own[j].first { $0.to == i }?.weight ?? 0
        let union = w + back - w * back
        (both[i][j], both[j][i]) = (union, union)
      }
    }
    var edges: [Edge] = []
    for (i, to) in both.enumerated() {
      edges += to.filter { $0.value > 0 }.sorted { $0.key < $1.key }.map { Edge(from: i, to: $0.key, weight: $0.value) }
    }
    rows = n
    self.edges = edges
  }

  /// ρ, the distance of the nearest row that is not in the same place, and σ, by bisection.
  static func bandwidth(_ d: [Double], allMean: Double) -> (rho: Double, sigma: Double) {
    let rho = d.first { $0 > 0 } ?? d.max() ?? 0
    let target = log2(Double(d.count + 1))
    var (low, high, sigma) = (0.0, Double.infinity, 1.0)
    for _ in 0..<64 {
      let sum = d.reduce(0) { $0 + ($1 > rho ? exp(-($1 - rho) / sigma) : 1) }
      if abs(sum - target) < 1e-5 { break }
      if sum > target {
        high = sigma
        sigma = (low + high) / 2
      } else {
        low = sigma
        sigma = high.isInfinite ? 2 * sigma : (low + high) / 2
      }
    }
    // As in umap-learn: neighbours that all are equally far would have σ = 0.
    let floor = 1e-3 * (rho > 0 ? d.reduce(0, +) / Double(max(d.count, 1)) : allMean)
    return (rho, max(sigma, floor))
  }
}
