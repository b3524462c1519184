/// How a tensor gets its first values.
public enum Initialiser: Sendable {
  case constant(Float)
  /// N(0, σ²)
  case normal(deviation: Double)
  /// Uniform in ±√(6 / inputs), He et al. 2015: keeps the variance through ReLU layers. `inputs` are those of
  /// one matrix of a stack.
  case he(inputs: Int)
  /// Uniform in ±√(6 / (inputs + outputs)), Glorot and Bengio 2010, for layers without ReLU.
  case glorot(inputs: Int, outputs: Int)
  /// Rows of length one, directions uniform: the router's first centres.
  case unitRows

  func callAsFunction(rows: Int, columns: Int, using generator: inout RandomGenerator) -> Matrix {
    let matrix = Matrix(rows: rows, columns: columns)
    let x = matrix.base
    switch self {
    case .constant(0): break
    case .constant(let value): x.update(repeating: value, count: matrix.count)
    case .normal(let deviation):
      for i in 0..<matrix.count { x[i] = Float(deviation * generator.normal()) }
    case .he(let inputs):
      let limit = (6 / Double(max(inputs, 1))).squareRoot()
      for i in 0..<matrix.count { x[i] = Float(limit * (2 * generator.uniform() - 1)) }
    case .glorot(let inputs, let outputs):
      let limit = (6 / Double(max(inputs + outputs, 1))).squareRoot()
      for i in 0..<matrix.count { x[i] = Float(limit * (2 * generator.uniform() - 1)) }
    case .unitRows:
      for i in 0..<matrix.count { x[i] = Float(generator.normal()) }
      matrix.normaliseRows()
    }
    return matrix
  }
}
