extension DeLongTest {
  /// Where the difference of the AUCs over all rows of this kind lies, by the rows' luck: 95%, the models as trained.
  ///
  ///     difference ± 1.96 · standard error
  public var interval: ClosedRange<Double> {
    let reach = 1.959963984540054 * standardError
    return difference - reach...difference + reach
  }
}

extension PairedTest {
  /// Where the mean difference over all seeds lies, by training's luck: 95%, the test rows as they are.
  ///
  ///     d̄ ± t · s / √n,    t: the 97.5% point of Student's t with n − 1 degrees of freedom
  public var interval: ClosedRange<Double> {
    let n = Double(degreesOfFreedom + 1)
    let reach = studentsPoint(tail: 0.05, degreesOfFreedom: n - 1) * standardDeviation / n.squareRoot()
    return meanDifference - reach...meanDifference + reach
  }
}

/// The t that Student's t is as far from 0 as, on either side, with this chance: the inverse of `studentsTail`, by bisection
/// to the last bits.
///
/// - Parameter tail: above 0 and below 1.
func studentsPoint(tail: Double, degreesOfFreedom: Double) -> Double {
  var (low, high) = (0.0, 1.0)
  while studentsTail(high, degreesOfFreedom: degreesOfFreedom) > tail { high *= 2 }
  // A Double has 53 bits; the interval is at most as wide as its upper end.
  for _ in 0..<60 {
    let middle = (low + high) / 2
    if studentsTail(middle, degreesOfFreedom: degreesOfFreedom) > tail { low = middle } else { high = middle }
  }
  return (low + high) / 2
}
