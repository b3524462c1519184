/// A fixed permutation of 0..<count without an order that shows: x ↦ x · factor mod count.
struct FixedPermutation: Sendable {
  private let count: Int
  private let factor: Int

  /// For a count of 0 or more, below 2³¹.
  init(_ count: Int) {
    func commonDivisor(_ a: Int, _ b: Int) -> Int { b == 0 ? a : commonDivisor(b, a % b) }
    var factor = max(Int(Double(count) * 0.618_034), 1)
    // A prime comes soon, and most numbers before it serve as well.
    while count > 0 && commonDivisor(factor, count) != 1 { factor += 1 }
    (self.count, self.factor) = (count, factor)
  }

  func callAsFunction(_ value: Int) -> Int { value * factor % count }
}
