import Foundation

/// A batch through the adaptive router in plain loops, between two restarts.
struct PlainAdaptiveRouting {
  let routing: PlainRouting
  /// The router's tensors after the batch, by name.
  let states: Numbers

  /// - Parameters:
  ///   - e: [n][length], what rows are routed on.
  ///   - width: of a field.
  init(
    _ e: [[Double]], _ numbers: Numbers, clusters: Int, width: Int, momentum: Double, temperature: Double,
    training: Bool
  ) {
    let length = e.first?.count ?? numbers["router.mean"]!.count
    let n = Double(e.count)
    var states = numbers.filter { $0.key.hasPrefix("router.") }
    if training, !e.isEmpty {
      let steps = numbers["router.steps"]![0]
      let weight = max(1 / (steps + 1), 1 - momentum)
      let share = max(n / (n + 32), weight)
      states["router.steps"] = [steps + 1]
      states["router.mean"] = (0..<length).map { d in
        (1 - share) * numbers["router.mean"]![d] + share * e.reduce(0) { $0 + $1[d] } / n
      }
      let mean = states["router.mean"]!
      states["router.covariances"] = (0..<length * width).map { i in
        let a = i / width
        let b = a / width * width + i % width
        let batch = e.reduce(0) { $0 + ($1[a] - mean[a]) * ($1[b] - mean[b]) } / n
        return (1 - weight) * numbers["router.covariances"]![i] + weight * batch
      }
      states["router.factors"] = Self.factors(states["router.covariances"]!, length, width)
    }
    let x = e.map { row in
      var z = [Double](repeating: 0, count: length)
      for a in 0..<length {
        for b in 0..<width {
          z[a / width * width + b] += (row[a] - states["router.mean"]![a]) * states["router.factors"]![a * width + b]
        }
      }
      return PlainRouting.unit(z)
    }
    let flat = numbers["router.centres"]!
    let c = (0..<clusters).map { Array(flat[$0 * length..<($0 + 1) * length]) }
    let r = PlainRouting.coefficients(x.map { $0.map { $0 / temperature } }, c)
    routing = PlainRouting(coefficients: r, centres: c)
    if training, !e.isEmpty {
      let sums = (0..<clusters).map { j in
        (0..<length).map { d in
          momentum * numbers["router.masses"]![j] * c[j][d]
            + (1 - momentum) * x.indices.reduce(0) { $0 + r[$1][j] * x[$1][d] } / n
        }
      }
      states["router.masses"] = sums.map { $0.reduce(0) { $0 + $1 * $1 }.squareRoot() }
      states["router.centres"] = sums.flatMap { PlainRouting.unit($0) }
    }
    self.states = states
  }

  /// Rows a of L⁻ᵀ for each field's covariance with a hundredth of all fields' mean diagonal added: column by column from
  /// L y = (unit vector), L by Cholesky's square roots.
  static func factors(_ covariances: [Double], _ length: Int, _ width: Int) -> [Double] {
    let scale = (0..<length).reduce(0) { $0 + covariances[$1 * width + $1 % width] } / Double(length)
    var factors = [Double](repeating: 0, count: length * width)
    for first in stride(from: 0, to: length, by: width) {
      var c = (0..<width).map { a in (0..<width).map { covariances[(first + a) * width + $0] } }
      for a in 0..<width { c[a][a] += 0.01 * scale }
      var l = c
      for i in 0..<width {
        for j in 0...i {
          let rest = c[i][j] - (0..<j).reduce(0) { $0 + l[i][$1] * l[j][$1] }
          l[i][j] = i == j ? rest.squareRoot() : rest / l[j][j]
        }
      }
      for a in 0..<width {
        for b in 0..<width {
          let unit = a == b ? 1.0 : 0
          let y = (unit - (0..<b).reduce(0) { $0 + l[b][$1] * factors[(first + a) * width + $1] }) / l[b][b]
          factors[(first + a) * width + b] = y
        }
      }
    }
    return factors
  }
}
