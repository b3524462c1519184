import Foundation

/// The regularised incomplete beta function I_x(a, b), for a and b above 0 and x in 0...1.
///
///     I_x(a, b) = xᵃ (1 − x)ᵇ / (a B(a, b)) · 1 / (1 + d₁ / (1 + d₂ / (1 + …)))
///     d₂ₘ   =  m (b − m) x / ((a + 2m − 1)(a + 2m))
///     d₂ₘ₊₁ = −(a + m)(a + b + m) x / ((a + 2m)(a + 2m + 1))
///
/// The continued fraction is DLMF 8.17.22 (Abramowitz and Stegun 26.5.8), evaluated by Lentz's method as modified by
/// Thompson and Barnett (1986). It converges fast below x = (a + 1) / (a + b + 2); above, I_x(a, b) = 1 − I_{1−x}(b, a).
///
/// - Parameter rest: 1 − x, where the caller knows it better than a subtraction would.
func incompleteBeta(_ x: Double, rest: Double, _ a: Double, _ b: Double) -> Double {
  guard x > 0 else { return 0 }
  guard rest > 0 else { return 1 }
  return x > (a + 1) / (a + b + 2)
    ? 1 - incompleteBetaByFraction(rest, rest: x, b, a) : incompleteBetaByFraction(x, rest: rest, a, b)
}

private func incompleteBetaByFraction(_ x: Double, rest: Double, _ a: Double, _ b: Double) -> Double {
  let smallest = 1e-300
  func away(_ value: Double) -> Double { abs(value) < smallest ? smallest : value }
  var c = 1.0
  var d = 1 / away(1 - (a + b) * x / (a + 1))
  var fraction = d
  // Converges in O(√max(a, b)) terms; the bound is far beyond that.
  for step in 1...10_000 {
    let m = Double(step)
    let even = m * (b - m) * x / ((a + 2 * m - 1) * (a + 2 * m))
    d = 1 / away(1 + even * d)
    c = away(1 + even / c)
    fraction *= d * c
    let odd = -(a + m) * (a + b + m) * x / ((a + 2 * m) * (a + 2 * m + 1))
    d = 1 / away(1 + odd * d)
    c = away(1 + odd / c)
    fraction *= d * c
    if abs(d * c - 1) < 1e-15 { break }
  }
  let logBeta = lgamma(a) + lgamma(b) - lgamma(a + b)
  return exp(a * log(x) + b * log(rest) - logBeta) * fraction / a
}
