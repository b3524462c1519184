import Tensors

/// Which distribution each row of a batch belongs to.
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

  mutating func dealInTurn(in pool: BufferPool) {
    let count = count
    clusters = IndexList(count: clusters.count, in: pool) { Int32($0 % count) }
  }
}
