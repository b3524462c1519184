import Foundation

/// The paper's Algorithm 1 in plain loops, as printed and with the faults that public implementations of it have.
struct PlainRouting {
  /// r, [n][K]
  let coefficients: [[Double]]
  /// c after the batch, [K][length]
  let centres: [[Double]]

  var clusters: [Int] { coefficients.map { r in r.indices.max { (r[$0], $1) < (r[$1], $0) } ?? 0 } }

  /// By how much a row's largest coefficient is larger than the next, at least. Where that is nothing but rounding,
  /// nobody can say which cluster is right: in a batch of one all centres are one after the first iteration.
  var margin: Double {
    let margins = coefficients.map { r in
      let sorted = r.sorted(by: >)
      return sorted.count > 1 ? sorted[0] - sorted[1] : 1
    }
    return margins.min() ?? 1
  }

  enum Fault: CaseIterable {
    /// The moving average inside of every iteration instead of once after them.
    case averageInEveryIteration
    case sumsNotNormalised
    /// Each iteration starts from the inherited centres again, so that three are as good as one.
    case centresNotFedBack
    /// β weighs the new centre, not the inherited one.
    case momentumOnTheOther
    case averageNotNormalised
    case noAverage
  }

  static func algorithm1(
    _ e: [[Double]], _ inherited: [[Double]], iterations: Int = 3, momentum: Double = 0.9, fault: Fault? = nil
  ) -> PlainRouting {
    var c = inherited
    var r: [[Double]] = []
    for _ in 0..<iterations {
      // Lines 3 and 4.
      r = coefficients(e, fault == .centresNotFedBack ? inherited : c)
      // Line 5.
      c = inherited.indices.map { j in
        var sum = [Double](repeating: 0, count: inherited[j].count)
        for (i, row) in e.enumerated() {
          for d in row.indices { sum[d] += r[i][j] * row[d] }
        }
        return fault == .sumsNotNormalised ? sum : unit(sum)
      }
      if fault == .averageInEveryIteration { c = averaged(inherited, c, momentum).map(unit) }
    }
    // Line 7.
    switch fault {
    case .averageInEveryIteration, .noAverage: break
    case .momentumOnTheOther: c = averaged(inherited, c, 1 - momentum).map(unit)
    case .averageNotNormalised: c = averaged(inherited, c, momentum)
    default: c = averaged(inherited, c, momentum).map(unit)
    }
    return PlainRouting(coefficients: r, centres: c)
  }

  /// Equations 1 and 2.
  static func coefficients(_ e: [[Double]], _ c: [[Double]]) -> [[Double]] {
    e.map { row in
      let similarities = c.map { zip($0, row).reduce(0) { $0 + $1.0 * $1.1 } }
      let largest = similarities.max() ?? 0
      let powers = similarities.map { exp($0 - largest) }
      let sum = powers.reduce(0, +)
      return powers.map { $0 / sum }
    }
  }

  private static func averaged(_ a: [[Double]], _ b: [[Double]], _ beta: Double) -> [[Double]] {
    zip(a, b).map { a, b in zip(a, b).map { beta * $0 + (1 - beta) * $1 } }
  }

  /// Equation 4.
  static func unit(_ x: [Double]) -> [Double] {
    let length = x.reduce(0) { $0 + $1 * $1 }.squareRoot()
    return length > 0 ? x.map { $0 / length } : x
  }
}
