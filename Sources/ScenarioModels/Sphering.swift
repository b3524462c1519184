import Tensors

/// Puts each field's embeddings on one scale in every direction: x = norm₂(L_f⁻¹ (e_f − μ_f)), field by field, where
/// C_f = L_f L_fᵀ is the covariance of the field's embeddings.
///
/// Embeddings are trained to predict clicks: they grow along a few directions, much for some values, little for others. A
/// distance between them says how differently rows are clicked, and hardly what they are. Sphering undoes that, and
/// whatever deviation embeddings start with.
struct Sphering: Sendable {
  /// μ, [length], and C, [length, width]: smoothed from batch to batch.
  let mean: Parameter
  let covariances: Parameter
  /// L⁻ᵀ, [length, width].
  let factors: Parameter
  private let width: Int

  /// Added to a covariance's diagonal, as a share of its mean: directions that hardly occur are not blown up.
  static let ridge = 1e-3

  /// - Parameter width: of one field.
  init(_ name: String, inputs length: Int, width: Int, in parameters: Parameters) {
    self.width = width
    mean = parameters.add("\(name).mean", [length], .state, .constant(0))
    covariances = parameters.add("\(name).covariances", [length, width], .state, .constant(0))
    factors = parameters.add("\(name).factors", [length, width], .state, .constant(0))
  }

  /// [n, length] → unit vectors, [n, length].
  func callAsFunction(_ e: Matrix, _ state: Parameters, _ workspace: Workspace) -> Matrix {
    workspace.spheredDirections(e, mean: state[mean], factors: state[factors])
  }

  /// The state after a batch that has this weight among those so far, in (0, 1].
  func moved(by e: Matrix, weight: Float, _ state: Parameters, _ workspace: Workspace) -> [(Parameter, Matrix)] {
    let mean = state[self.mean].mixed(1 - weight, with: workspace.columnMeans(e), weight)
    let batch = workspace.blockCovariances(e, mean: mean, width: width)
    let covariances = state[self.covariances].mixed(1 - weight, with: batch, weight)
    return [(self.mean, mean), (self.covariances, covariances), (factors, inverseFactors(covariances))]
  }

  /// L⁻ᵀ of each field's C = L Lᵀ, so that rows z = (e − μ) L⁻ᵀ have covariance one. Zeros for a field that is constant.
  private func inverseFactors(_ covariances: Matrix) -> Matrix {
    var result = Matrix(rows: covariances.rows, columns: width)
    for first in stride(from: 0, to: covariances.rows, by: width) {
      var c = (0..<width).map { covariances.row(first + $0).map(Double.init) }
      let scale = c.indices.reduce(0) { $0 + c[$1][$1] } / Double(width)
      guard scale > Double(Float.leastNormalMagnitude) else { continue }
      for a in 0..<width { c[a][a] += Self.ridge * scale }
      let inverse = Self.inverseOfCholesky(c)
      for a in 0..<width {
        for b in a..<width { result[first + a, b] = Float(inverse[b][a]) }
      }
    }
    return result
  }

  /// L⁻¹, lower triangular, of a positive definite C = L Lᵀ.
  static func inverseOfCholesky(_ c: [[Double]]) -> [[Double]] {
    let n = c.count
    var l = c
    for j in 0..<n {
      for k in 0..<j { l[j][j] -= l[j][k] * l[j][k] }
      l[j][j] = l[j][j].squareRoot()
      for i in j + 1..<max(n, j + 1) {
        for k in 0..<j { l[i][j] -= l[i][k] * l[j][k] }
        l[i][j] /= l[j][j]
      }
    }
    var inverse = [[Double]](repeating: [Double](repeating: 0, count: n), count: n)
    for column in 0..<n {
      for row in column..<n {
        var x = row == column ? 1.0 : 0
        for k in column..<row { x -= l[row][k] * inverse[k][column] }
        inverse[row][column] = x / l[row][row]
      }
    }
    return inverse
  }
}
