import Foundation

/// Whether two AUCs on the same rows differ by more than the luck of these rows (DeLong et al. 1988).
///
///     Var(A − B) = Var(V10ᴬ − V10ᴮ) / clicks + Var(V01ᴬ − V01ᴮ) / non-clicks,    z = (A − B) / √Var(A − B)
///
/// The rows' luck is common to both models, and the difference of their components has it left out. The models are
/// taken as given: what another seed would have trained is not asked here (see `PairedTest`).
public struct DeLongTest: Codable, Sendable, Equatable {
  /// The first AUC minus the second.
  public let difference: Double
  public let standardError: Double
  /// Difference over standard error; nil where the error is 0.
  @Nullable public private(set) var z: Double?
  /// Two-sided. Models that place every row alike have p = 1; if all rows agree on a difference, p = 0.
  public let p: Double

  /// Nil with fewer than two clicks or two non-clicks, when there is nothing to measure a variance from.
  public init?(_ a: Placements, _ b: Placements) {
    precondition(a.clicks == b.clicks && a.others == b.others, "placements of the same rows")
    guard a.clicks > 1, a.others > 1 else { return nil }
    difference = a.auc - b.auc
    let variance =
      Self.varianceOfMean(a.clickComponents, b.clickComponents, a.clickCounts)
      + Self.varianceOfMean(a.otherComponents, b.otherComponents, a.otherCounts)
    standardError = variance.squareRoot()
    if standardError > 0 {
      let ratio = difference / standardError
      p = erfc(abs(ratio) / 2.0.squareRoot())
      z = ratio
    } else {
      p = difference == 0 ? 1 : 0
      z = nil
    }
  }

  /// The variance of the mean difference of two components: Σ (d − d̄)² / (n − 1) / n.
  ///
  /// - Parameter counts: how often each of them is there; nil for once.
  private static func varianceOfMean(_ a: [Double], _ b: [Double], _ counts: [Double]?) -> Double {
    if let counts { return varianceOfMean(a, b, counts) }
    let count = Double(a.count)
    var sum = 0.0
    for row in a.indices { sum += a[row] - b[row] }
    let mean = sum / count
    var squares = 0.0
    for row in a.indices {
      let deviation = a[row] - b[row] - mean
      squares += deviation * deviation
    }
    return squares / (count - 1) / count
  }

  private static func varianceOfMean(_ a: [Double], _ b: [Double], _ counts: [Double]) -> Double {
    let count = counts.reduce(0, +)
    var sum = 0.0
    for row in a.indices { sum += counts[row] * (a[row] - b[row]) }
    let mean = sum / count
    var squares = 0.0
    for row in a.indices {
      let deviation = a[row] - b[row] - mean
      squares += counts[row] * deviation * deviation
    }
    return squares / (count - 1) / count
  }
}
