/// The name and shape of a tensor that a model learns or keeps. A handle: the numbers live in `Parameters`.
public struct Parameter: Hashable, Sendable {
  public let name: String
  /// For example [K, inputs, outputs] for a layer's cluster-specific weights.
  public let shape: [Int]
  let index: Int

  public var count: Int { shape.reduce(1, *) }
}

/// The tensors of a model by name: all that it learns and keeps; what is saved, restored, counted and updated.
///
/// A model holds handles only. So nothing that a model needs can be missing from a saved file: state that is not learned
/// (the router's centres) is in here like the weights. A reference type, as what training changes is one thing that model,
/// optimiser and file all see. A matrix read from it is a value that stays as it was (`MutableMatrix`).
public final class Parameters {
  /// What kind of tensor a parameter is, for the counts of the paper's Table 2 and for regularisation.
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
    let storage: MutableMatrix
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
    entries.append(Entry(parameter: parameter, role: role, initialiser: initialiser, storage: MutableMatrix(matrix)))
    return parameter
  }

  /// First values once more, drawn by the tensor's own initialiser from the child of its name and this number: different
  /// ones for each number, the same whenever it is asked.
  public func redrawn(_ parameter: Parameter, _ number: Int) -> Matrix {
    let entry = entries[parameter.index]
    var draws = generator.child(parameter.name, number)
    return entry.initialiser(rows: entry.storage.rows, columns: entry.storage.columns, using: &draws)
  }

  /// The same tensors with some of them replaced: parameters of their own, which share memory until either side changes.
  public func replacing(_ matrices: [(Parameter, Matrix)]) -> Parameters {
    let others = Parameters(generator: generator)
    others.entries = entries.map { entry in
      Entry(
        parameter: entry.parameter, role: entry.role, initialiser: entry.initialiser,
        storage: MutableMatrix(entry.storage.value))
    }
    for (parameter, matrix) in matrices { others[parameter] = matrix }
    return others
  }

  public subscript(_ parameter: Parameter) -> Matrix {
    get { entries[parameter.index].storage.value }
    set {
      let storage = entries[parameter.index].storage
      precondition(
        newValue.rows == storage.rows && newValue.columns == storage.columns, "\(parameter.name) keeps its shape")
      storage.value = newValue
    }
  }

  /// Where a tensor's numbers are, for an optimiser to change them in place.
  public func storage(of parameter: Parameter) -> MutableMatrix { entries[parameter.index].storage }

  /// All tensors, in the order in which they were added.
  public var all: [Parameter] { entries.map(\.parameter) }

  public func role(of parameter: Parameter) -> Role { entries[parameter.index].role }

  /// How many numbers there are in a role.
  public func count(of role: Role) -> Int {
    entries.reduce(0) { $0 + ($1.role == role ? $1.parameter.count : 0) }
  }
}
