#if canImport(Darwin)
  import Darwin
#else
  import Glibc
#endif

/// How near two points of a layout count as neighbours: 1 / (1 + a d^(2b)), with a and b fitted to a curve that is 1 up to a
/// minimum distance and falls by e per `spread` from there (McInnes et al. 2018, section 4.2).
public struct SimilarityCurve: Sendable, Equatable {
  public let a: Double
  public let b: Double

  /// Least squares at 300 distances up to three spreads, by Levenberg and Marquardt's steps.
  public init(minimumDistance: Double, spread: Double) {
    let distances = (1..<300).map { 3 * spread * Double($0) / 299 }
    let targets = distances.map { $0 < minimumDistance ? 1 : exp(-($0 - minimumDistance) / spread) }
    func error(_ a: Double, _ b: Double) -> Double {
      zip(distances, targets).reduce(0) { sum, point in
        let difference = 1 / (1 + a * pow(point.0, 2 * b)) - point.1
        return sum + difference * difference
      }
    }
    var (a, b, damping) = (1.0, 1.0, 1e-3)
    var best = error(a, b)
    for _ in 0..<200 {
      // Jᵀ J and Jᵀ r of the 2 parameters.
      var (aa, ab, bb, ar, br) = (0.0, 0.0, 0.0, 0.0, 0.0)
      for (d, target) in zip(distances, targets) {
        let power = pow(d, 2 * b)
        let f = 1 / (1 + a * power)
        let (da, db) = (-f * f * power, -f * f * a * power * 2 * log(d))
        (aa, ab, bb) = (aa + da * da, ab + da * db, bb + db * db)
        (ar, br) = (ar + da * (f - target), br + db * (f - target))
      }
      let (p, q) = (aa * (1 + damping), bb * (1 + damping))
      let determinant = p * q - ab * ab
      guard determinant > 0 else { break }
      let next = (a - (q * ar - ab * br) / determinant, b - (p * br - ab * ar) / determinant)
      let worth = next.0 > 0 && next.1 > 0 ? error(next.0, next.1) : .infinity
      if worth < best {
        let gain = best - worth
        (a, b, best, damping) = (next.0, next.1, worth, damping / 10)
        if gain < 1e-14 { break }
      } else {
        damping *= 10
        if damping > 1e12 { break }
      }
    }
    (self.a, self.b) = (a, b)
  }
}
