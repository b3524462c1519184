import Foundation
import Tensors

/// HashedRandom from a fixed discrete distribution in constant time (Walker 1977, built as Vose 1991).
struct AliasTable {
  private var threshold: [Double]
  private var alias: [Int32]

  /// The distribution proportional to these weights, at least one of them positive.
  init(weights: [Double]) {
    let scale = Double(weights.count) / weights.reduce(0, +)
    threshold = weights.map { $0 * scale }
    alias = weights.indices.map { Int32($0) }
    var small = weights.indices.filter { threshold[$0] < 1 }
    var large = weights.indices.filter { threshold[$0] >= 1 }
    while let low = small.popLast() {
      guard let high = large.popLast() else {
        threshold[low] = 1  // Only rounding left it below one.
        continue
      }
      alias[low] = Int32(high)
      threshold[high] -= 1 - threshold[low]
      if threshold[high] < 1 { small.append(high) } else { large.append(high) }
    }
  }

  func draw(_ random: inout RandomGenerator) -> Int {
    let slot = random.index(below: threshold.count)
    return random.uniform() < threshold[slot] ? slot : Int(alias[slot])
  }
}

extension AliasTable {
  /// Zipf's law: the weight of rank r (from 1) is r^−exponent.
  static func zipfWeights(_ count: Int, exponent: Double) -> [Double] {
    (0..<count).map { pow(Double($0 + 1), -exponent) }
  }

  /// A distribution over `count` values, itself drawn from a symmetric Dirichlet. A small concentration makes a few
  /// values common and most of them rare.
  static func dirichlet(_ count: Int, concentration: Double, _ random: inout RandomGenerator) -> AliasTable {
    // The smallest normal number keeps the sum above zero should every draw underflow.
    AliasTable(weights: (0..<count).map { _ in max(gamma(concentration, &random), .leastNormalMagnitude) })
  }

  /// A draw from the gamma distribution of a shape below 1 (Marsaglia and Tsang 2000, with their boost).
  private static func gamma(_ shape: Double, _ random: inout RandomGenerator) -> Double {
    let d = shape + 1 - 1.0 / 3
    let c = 1 / (9 * d).squareRoot()
    while true {
      let x = random.normal()
      let v = pow(1 + c * x, 3)
      guard v > 0 else { continue }
      if log(1 - random.uniform()) < 0.5 * x * x + d - d * v + d * log(v) {
        return d * v * pow(1 - random.uniform(), 1 / shape)
      }
    }
  }
}
