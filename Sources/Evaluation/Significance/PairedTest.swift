/// Whether two models differ by more than the luck of training: Student's paired t over seeds that both were trained with.
///
///     t = d̄ / (s / √n),    d = the first model's figure minus the second's, for each of n seeds
///
/// The test rows are taken as given: what other rows would have shown is not asked here (see `DeLongTest`).
public struct PairedTest: Codable, Sendable, Equatable {
  public let meanDifference: Double
  /// Of the differences, with n − 1.
  public let standardDeviation: Double
  /// Nil where all differences are equal.
  @Nullable public private(set) var t: Double?
  public let degreesOfFreedom: Int
  /// Two-sided. If all differences are equal: 1 if they are 0, otherwise 0.
  public let p: Double

  /// - Parameters:
  ///   - a: a figure of the first model, one for each seed.
  ///   - b: the second model's, of the same seeds in the same order.
  /// - Returns: nil with fewer than two seeds.
  public init?(_ a: [Double], _ b: [Double]) {
    precondition(a.count == b.count, "the same seeds for both")
    guard a.count > 1 else { return nil }
    let differences = zip(a, b).map { $0 - $1 }
    let spread = Spread(of: differences)
    meanDifference = spread.mean ?? 0
    degreesOfFreedom = differences.count - 1
    // By comparison, not by the deviation: rounding would make a tiny one out of equal differences.
    guard let deviation = spread.standardDeviation, differences.contains(where: { $0 != differences[0] }) else {
      standardDeviation = 0
      p = differences[0] == 0 ? 1 : 0
      t = nil
      return
    }
    standardDeviation = deviation
    let ratio = meanDifference / (deviation / Double(differences.count).squareRoot())
    p = studentsTail(ratio, degreesOfFreedom: Double(degreesOfFreedom))
    t = ratio
  }
}

/// The chance that Student's t is as far from 0 as this, on either side: I_{ν / (ν + t²)}(ν / 2, 1 / 2).
func studentsTail(_ t: Double, degreesOfFreedom: Double) -> Double {
  let square = t * t
  guard square.isFinite else { return 0 }
  let whole = degreesOfFreedom + square
  return incompleteBeta(degreesOfFreedom / whole, rest: square / whole, degreesOfFreedom / 2, 0.5)
}
