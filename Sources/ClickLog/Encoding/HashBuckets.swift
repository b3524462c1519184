import Files
import Foundation

/// Rows for values too many to keep: each value's is found by its hash. Values that share a row cannot be told apart.
public struct HashBuckets: Sendable, Equatable {
  /// Rows to share; one more, row 0, stays free for what is unknown elsewhere.
  public let count: Int
  /// How many of them have values of the training part.
  public let used: Int
  /// About how many distinct values the training part has (HyperLogLog, within 1%).
  public let distinctValues: Int

  init(count: Int, used: Int, distinctValues: Int) {
    self.count = count
    self.used = used
    self.distinctValues = distinctValues
  }

  public var rows: Int { count + 1 }

  /// About what share of the distinct values share their row with another one, 0...1.
  public var collisions: Double {
    guard distinctValues > 0 else { return 0 }
    // With n values thrown at random into m rows, a value is alone with probability (1 − 1/m)ⁿ⁻¹.
    return 1 - exp(Double(distinctValues - 1) * log1p(-1 / Double(max(count, 2))))
  }

  @inline(__always)
  func row(of value: Cell) -> Int { Self.row(hash: ByteHash.hash(value), count: count) }

  @inline(__always)
  static func row(hash: UInt64, count: Int) -> Int { 1 + Int(hash.multipliedFullWidth(by: UInt64(count)).high) }
}
