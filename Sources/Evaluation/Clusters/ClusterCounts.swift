import Foundation

/// The rows of each cluster 0..<clusterCount. Negative numbers (rows without a cluster) are not counted.
public func clusterCounts(_ clusters: [Int32], clusterCount: Int) -> [Int] {
  var counts = [Int](repeating: 0, count: clusterCount)
  for cluster in clusters where cluster >= 0 { counts[Int(cluster)] += 1 }
  return counts
}

/// Each cluster's share of all rows; zeros when there are no rows.
public func clusterShares(_ counts: [Int]) -> [Double] {
  let total = counts.reduce(0, +)
  return counts.map { total > 0 ? Double($0) / Double(total) : 0 }
}

/// The entropy of the shares of rows per cluster, in nats: −Σ share · ln share.
///
/// 0 when one cluster holds all rows, ln K when all K hold the same number. Its exponential is the effective number of
/// clusters.
public func assignmentEntropy(counts: [Int]) -> Double {
  clusterShares(counts).reduce(0) { $1 > 0 ? $0 - $1 * log($1) : $0 }
}

/// The cosines between all pairs of cluster centres. A mean near 1 says that the clusters have collapsed into one
/// direction, however lively their counts look.
public struct CentreCosines: Sendable, Equatable {
  public let mean: Double
  public let max: Double

  /// The cosines of K centres of one length; nil when there are fewer than two. A centre of zeros points nowhere and
  /// has cosine 0 with every other.
  public init?(centres: [[Float]]) {
    guard centres.count > 1 else { return nil }
    let lengths = centres.map { Self.product($0, $0).squareRoot() }
    var sum = 0.0
    var largest = -1.0
    for first in centres.indices {
      for second in centres.indices.dropFirst(first + 1) {
        let scale = lengths[first] * lengths[second]
        let cosine = scale > 0 && scale.isFinite ? Self.product(centres[first], centres[second]) / scale : 0
        sum += cosine
        largest = Swift.max(largest, cosine)
      }
    }
    mean = sum / Double(centres.count * (centres.count - 1) / 2)
    max = largest
  }

  private static func product(_ a: [Float], _ b: [Float]) -> Double {
    zip(a, b).reduce(0) { $0 + Double($1.0) * Double($1.1) }
  }
}
