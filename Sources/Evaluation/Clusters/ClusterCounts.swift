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
