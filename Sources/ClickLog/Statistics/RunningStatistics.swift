import Foundation

/// What a log's earlier rows say of a row: for each key (a user, an item, an item in this scenario), how many earlier rows had
/// the same value and how many of them were clicked, as inputs of a model.
///
/// For a key of n earlier rows with c clicks, the rate is drawn towards that of the key that it refines, or else of the whole
/// log, as far as rows before them would have been predicted best (`StatisticsFit`):
///
///     r = (c + a r_parent) / (n + a),   s = [logit r − logit r_parent, log(1 + n) standardised]
public struct RunningStatistics: Sendable, Equatable {
  public struct Key: Sendable, Equatable, Codable {
    /// Their values together are the key's.
    public var columns: [String]
    /// a, the rows of the parent's rate that a value's own rows are mixed with.
    public var strength: Double
    /// The key that this one refines, an earlier one; nil for the whole log.
    public var parent: Int?
    /// Of log(1 + n) over the training rows.
    public var mean = 0.0
    public var deviation = 1.0
  }

  /// Of the training rows.
  public let clickRate: Double
  public let keys: [Key]
  /// Of each key, all training rows.
  let tables: [CountTable]

  /// The same with other counts.
  func with(_ tables: [CountTable]) -> RunningStatistics {
    RunningStatistics(clickRate: clickRate, keys: keys, tables: tables)
  }

  /// Numbers of a row.
  public var width: Int { 2 * keys.count }

  /// What was counted of a key's value.
  func count(ofKey key: Int, _ hash: UInt64) -> StoredCount { tables[key][hash].stored }

  /// Appends the inputs that a row's counts become.
  func append(_ counts: [StoredCount], to numbers: inout [Float]) {
    let first = numbers.count
    numbers.append(contentsOf: repeatElement(0, count: width))
    numbers.withUnsafeMutableBufferPointer { numbers in
      if let start = numbers.baseAddress { fill(start + first) { counts[$0] } }
    }
  }

  /// The inputs that counts become.
  ///
  /// - Parameters:
  ///   - counts: of each key.
  ///   - numbers: room for `width` of them.
  func fill(_ numbers: UnsafeMutablePointer<Float>, _ count: (_ key: Int) -> StoredCount) {
    withUnsafeTemporaryAllocation(of: Double.self, capacity: keys.count) { rates in
      for (k, key) in keys.enumerated() {
        let count = count(k)
        let base = key.parent.map { rates[$0] } ?? clickRate
        rates[k] = Self.rate(count, base, key.strength)
        numbers[2 * k] = Float(Self.logOdds(rates[k]) - Self.logOdds(base))
        numbers[2 * k + 1] = Float((log1p(Double(count.rows)) - key.mean) / key.deviation)
      }
    }
  }

  static func rate(_ count: StoredCount, _ base: Double, _ strength: Double) -> Double {
    (Double(count.clicks) + strength * base) / (Double(count.rows) + strength)
  }

  static func logOdds(_ rate: Double) -> Double {
    let p = min(max(rate, 1e-6), 1 - 1e-6)
    return log(p / (1 - p))
  }
}
