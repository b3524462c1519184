/// How well clusters that were found agree with those that are true, from how often each pair of them meets.
public struct ClusterAgreement: Sendable, Equatable {
  /// Hubert and Arabie's adjusted Rand index (1985): 1 for the same partition under any names, 0 on average by chance.
  public let adjustedRandIndex: Double
  /// The share of rows whose true cluster is the commonest one of their found cluster.
  public let purity: Double

  /// Compares n rows' found clusters with their true ones; nil without rows.
  public init?(found: [Int32], truth: [Int32]) {
    precondition(found.count == truth.count, "one true cluster for each row")
    guard !found.isEmpty else { return nil }
    var cells: [UInt64: Int] = [:]
    for row in found.indices {
      cells[UInt64(UInt32(bitPattern: found[row])) << 32 | UInt64(UInt32(bitPattern: truth[row])), default: 0] += 1
    }
    var foundSizes: [UInt64: Int] = [:]
    var trueSizes: [UInt64: Int] = [:]
    var commonest: [UInt64: Int] = [:]
    for (cell, rows) in cells {
      foundSizes[cell >> 32, default: 0] += rows
      trueSizes[cell & 0xffff_ffff, default: 0] += rows
      commonest[cell >> 32] = max(commonest[cell >> 32] ?? 0, rows)
    }
    purity = Double(commonest.values.reduce(0, +)) / Double(found.count)

    let together = Self.pairs(cells.values)
    let inFound = Self.pairs(foundSizes.values)
    let inTruth = Self.pairs(trueSizes.values)
    let all = Self.pairs([found.count])
    let expected = all > 0 ? inFound * inTruth / all : 0
    let largest = (inFound + inTruth) / 2
    // Both sides one cluster, or both all singletons: nothing could differ, and nothing does.
    adjustedRandIndex = largest == expected ? 1 : (together - expected) / (largest - expected)
  }

  /// Pairs of rows within groups of these sizes: Σ n (n − 1) / 2.
  private static func pairs(_ sizes: some Sequence<Int>) -> Double {
    Double(sizes.reduce(0) { $0 + $1 * ($1 - 1) / 2 })
  }
}
