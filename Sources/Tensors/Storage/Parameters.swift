/// The name and shape of a tensor that a model learns or keeps. A handle: the numbers live in `Parameters`.
public struct Parameter: Hashable, Sendable {
  public let name: String
  /// For example [K, inputs, outputs] for a layer's cluster-specific weights.
  public let shape: [Int]
  let index: Int

  public var count: Int { shape.reduce(1, *) }
}

/// Everything a model learns and keeps, by name: what is saved, restored, counted and updated.
///
/// A model holds handles only. So nothing that a model needs can be missing from a saved file: state that is not learned
/// (the router's centres) is in here like the weights. A reference type, the one thing that training changes; updates
/// happen in place, so take a `copy()` of a matrix that must stay as it is.
public final class Parameters {
  /// What a tensor is, for the counts of the paper's Table 2 and for the optimiser.
  public enum Role: String, Sendable, CaseIterable {
    /// One row per value of a feature; only rows that a batch uses are updated.
    case embedding
    /// Seen by every row of the log.
    case shared
    /// One matrix per cluster or scenario, stacked; seen only by its own rows.
    case specific
    /// Anything else that is learned (gates, pruners, auxiliary networks).
    case other
    /// Not learned by gradient, but part of the model.
    case state
  }

  private struct Entry {
    let parameter: Parameter
    let role: Role
    let initialiser: Initialiser
    var matrix: Matrix
  }
  private var entries: [Entry] = []
  private let generator: RandomGenerator

  /// - Parameter generator: each tensor draws its first values from the child of its name.
  public init(generator: RandomGenerator) {
    self.generator = generator
  }

  /// Adds a tensor. The last dimension makes the columns, all others the rows.
  public func add(_ name: String, _ shape: [Int], _ role: Role, _ initialiser: Initialiser) -> Parameter {
    precondition(!entries.contains { $0.parameter.name == name }, "two parameters named \(name)")
    let parameter = Parameter(name: name, shape: shape, index: entries.count)
    var draws = generator.child(name)
    let columns = shape.last ?? 1
    let rows = shape.dropLast().reduce(1, *)
    let matrix = initialiser(rows: rows, columns: columns, using: &draws)
    entries.append(Entry(parameter: parameter, role: role, initialiser: initialiser, matrix: matrix))
    return parameter
  }

  /// First values once more, drawn by the tensor's own initialiser from the child of its name and this number: different
  /// ones for each number, the same whenever it is asked.
  public func redrawn(_ parameter: Parameter, _ number: Int) -> Matrix {
    let entry = entries[parameter.index]
    var draws = generator.child(parameter.name, number)
    return entry.initialiser(rows: entry.matrix.rows, columns: entry.matrix.columns, using: &draws)
  }

  /// The same tensors with some of them replaced. The others share their memory: for looking, not for training.
  public func replacing(_ matrices: [(Parameter, Matrix)]) -> Parameters {
    let others = Parameters(generator: generator)
    others.entries = entries
    for (parameter, matrix) in matrices { others[parameter] = matrix }
    return others
  }

  public subscript(_ parameter: Parameter) -> Matrix {
    get { entries[parameter.index].matrix }
    set {
      let old = entries[parameter.index].matrix
      precondition(
        newValue.rows == old.rows && newValue.columns == old.columns, "\(parameter.name) keeps its shape")
      entries[parameter.index].matrix = newValue
    }
  }

  /// All tensors, in the order in which they were added.
  public var all: [Parameter] { entries.map(\.parameter) }

  public func role(of parameter: Parameter) -> Role { entries[parameter.index].role }

  /// How many numbers there are in a role.
  public func count(of role: Role) -> Int {
    entries.reduce(0) { $0 + ($1.role == role ? $1.parameter.count : 0) }
  }
}

/// How a tensor gets its first values.
public enum Initialiser: Sendable {
  case constant(Float)
  /// N(0, σ²)
  case normal(deviation: Double)
  /// Uniform in ±√(6 / inputs), He et al. 2015: keeps the variance through ReLU layers. Rows are inputs; for a stack,
  /// say how many there are in one matrix.
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
