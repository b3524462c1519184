import Tensors

/// Rows seen along their two directions of largest variance: where a layout starts, so that what is far apart begins far
/// apart (Kobak and Linderman 2021).
struct PrincipalPlane {
  /// x, y, x, y, … with mean 0 and the largest coordinate `reach`.
  let points: [Float]

  private static let iterations = 50

  /// - Parameter x: [n, d]; its rows count by their directions alone.
  init(_ x: Matrix, reach: Float, _ random: inout RandomGenerator, in workspace: Workspace) {
    let n = x.rows
    var unit = x.unitRows()
    let mean = workspace.columnMeans(unit)
    for i in 0..<n { for d in 0..<x.columns { unit[i, d] -= mean[0, d] } }
    let axes = (0..<2).map { _ in (0..<x.columns).map { _ in Float(random.normal()) } }
    var v = Self.orthonormal(Matrix(rows: 2, columns: x.columns, elements: axes.flatMap { $0 }))
    // Orthogonal iteration: V ← XᵀX V.
    for _ in 0..<(n > 0 ? Self.iterations : 0) {
      v = Self.orthonormal(workspace.weightedSums(workspace.dotProducts(unit, v), unit))
    }
    let scores = workspace.dotProducts(unit, v)
    var points = (0..<n).flatMap { [scores[$0, 0], scores[$0, 1]] }
    let largest = points.reduce(0) { max($0, abs($1)) }
    let scale = largest > 0 ? reach / largest : 0
    // Equal rows need some room to part.
    for i in points.indices { points[i] = points[i] * scale + Float(random.normal()) * reach * 1e-4 }
    self.points = points
  }

  /// Gram and Schmidt on two rows.
  private static func orthonormal(_ v: Matrix) -> Matrix {
    var v = v.unitRows()
    let overlap = (0..<v.columns).reduce(Float(0)) { $0 + v[0, $1] * v[1, $1] }
    for d in 0..<v.columns { v[1, d] -= overlap * v[0, d] }
    return v.unitRows()
  }
}
