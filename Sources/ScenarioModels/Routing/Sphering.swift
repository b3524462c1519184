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
  /// Of one field.
  let width: Int

  /// Added to the covariances' diagonals, as a share of their mean over all fields: what hardly varies is not blown up. A
  /// field in which nearly all rows are the same says little of a row, but moves all rows at once when it is trained.
  static let ridge = 0.01
  /// How many rows the kept mean weighs as much as, against a batch's own. Few: embeddings move, and a mean that lags
  /// behind them gives all rows the same direction.
  static let meanRows: Float = 32

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

  /// The same by a state that is not kept yet.
  func callAsFunction(_ e: Matrix, _ state: State, _ workspace: Workspace) -> Matrix {
    workspace.spheredDirections(e, mean: state.mean, factors: state.factors)
  }

  /// What rows are sphered by, and the covariances that it follows from.
  struct State {
    let mean: Matrix
    let covariances: Matrix
    let factors: Matrix
  }

  /// A state as new values of the tensors that keep it.
  func updates(to state: State) -> [(Parameter, Matrix)] {
    [(mean, state.mean), (covariances, state.covariances), (factors, state.factors)]
  }

  /// The state after a batch.
  ///
  /// - Parameters:
  ///   - weight: of the batch's covariances among those so far, in (0, 1].
  ///   - meanWeight: of its mean; nil for that of its rows.
  func moved(
    by e: Matrix, weight: Float, meanWeight: Float? = nil, _ state: Parameters, _ workspace: Workspace
  ) -> State {
    let own = workspace.columnMeans(e)
    let rows = Float(e.rows)
    let share = meanWeight ?? max(rows / (rows + Self.meanRows), weight)
    let mean = state[self.mean].mixed(1 - share, with: own, share)
    let batch = workspace.blockCovariances(e, mean: mean, width: width)
    let covariances = state[self.covariances].mixed(1 - weight, with: batch, weight)
    return State(mean: mean, covariances: covariances, factors: inverseFactors(covariances))
  }

  /// L⁻ᵀ of each field's C = L Lᵀ, so that rows z = (e − μ) L⁻ᵀ have covariance one, or less where they hardly
  /// vary. Zeros if all fields are constant.
  private func inverseFactors(_ covariances: Matrix) -> Matrix {
    var result = Matrix(rows: covariances.rows, columns: width)
    let variances = (0..<covariances.rows).reduce(0) { $0 + Double(covariances[$1, $1 % width]) }
    let scale = variances / Double(max(covariances.rows, 1))
    guard scale > Double(Float.leastNormalMagnitude) else { return result }
    var c = [Double](repeating: 0, count: width * width)
    for first in stride(from: 0, to: covariances.rows, by: width) {
      for a in 0..<width {
        for b in 0..<width { c[a * width + b] = Double(covariances[first + a, b]) }
        c[a * width + a] += Self.ridge * scale
      }
      let inverse = Self.inverseOfCholesky(c, size: width)
      for a in 0..<width {
        for b in a..<width { result[first + a, b] = Float(inverse[b * width + a]) }
      }
    }
    return result
  }

  /// L⁻¹, lower triangular, of a positive definite C = L Lᵀ; n x n numbers row after row.
  static func inverseOfCholesky(_ c: [Double], size n: Int) -> [Double] {
    var l = c
    l.withUnsafeMutableBufferPointer { l in
      for j in 0..<n {
        for k in 0..<j { l[j * n + j] -= l[j * n + k] * l[j * n + k] }
        l[j * n + j] = l[j * n + j].squareRoot()
        for i in j + 1..<max(n, j + 1) {
          for k in 0..<j { l[i * n + j] -= l[i * n + k] * l[j * n + k] }
          l[i * n + j] /= l[j * n + j]
        }
      }
    }
    var inverse = [Double](repeating: 0, count: n * n)
    inverse.withUnsafeMutableBufferPointer { inverse in
      for column in 0..<n {
        for row in column..<n {
          var x = row == column ? 1.0 : 0
          for k in column..<row { x -= l[row * n + k] * inverse[k * n + column] }
          inverse[row * n + column] = x / l[row * n + row]
        }
      }
    }
    return inverse
  }
}
