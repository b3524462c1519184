import Foundation

/// The constant term of a click logit, fitted to a click rate.
enum ClickBias {
  /// The bias for which rows with these logits (for each cluster, a sample) are clicked at `rate` on average.
  static func fitted(rate: Double, logits: [[Double]], clusterShares: [Double]) -> Double {
    var (low, high) = (-20.0, 20.0)
    for _ in 0..<40 {
      let middle = (low + high) / 2
      let mean = zip(logits, clusterShares).reduce(0.0) { sum, cluster in
        guard cluster.1 > 0 else { return sum }
        let clicks = cluster.0.reduce(0) { $0 + 1 / (1 + exp(-$1 - middle)) }
        return sum + cluster.1 * clicks / Double(cluster.0.count)
      }
      if mean < rate { low = middle } else { high = middle }
    }
    return (low + high) / 2
  }
}
