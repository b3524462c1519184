/// The name and shape of a tensor that a model learns or keeps. A handle: the numbers live in `Parameters`.
public struct Parameter: Hashable, Sendable {
  public let name: String
  /// For example [K, inputs, outputs] for a layer's cluster-specific weights.
  public let shape: [Int]
  let index: Int

  /// Numbers in it; `Int.max` if they are too many for an `Int`, as a plan's may be.
  public var count: Int { Int.saturatingProduct(shape) }
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
    let learningRateFactor: Double
    let axes: [GroupAxis]
    let closed: Float
    /// Nil in a plan.
    let storage: MutableMatrix?
  }
  private var entries: [Entry] = []
  private let generator: RandomGenerator
  private let isPlan: Bool
  /// What the names of tensors that are added begin with.
  private var prefix = ""
  /// What the groups of tensors that are added are.
  private var axes: [GroupAxis] = []

  /// - Parameter generator: each tensor draws its first values from the child of its name.
  public convenience init(generator: RandomGenerator) { self.init(generator: generator, isPlan: false) }

  private init(generator: RandomGenerator, isPlan: Bool) {
    self.generator = generator
    self.isPlan = isPlan
  }

  /// Parameters that record names, shapes and roles only: no tensor takes memory, however large it is. A model built on
  /// them can be asked what it needs and costs, and for nothing else; asking for a tensor's numbers is an error of the
  /// program.
  public static func plan() -> Parameters { Parameters(generator: RandomGenerator(seed: 0), isPlan: true) }

  /// Adds a tensor. The last dimension makes the columns, all others the rows.
  ///
  /// - Parameters:
  ///   - isGrouped: whether the first dimension is one of groups (`grouped(by:)` says which).
  ///   - closed: the value of a place that no softmax is to notice.
  ///   - learningRateFactor: of a table that is looked up: what its learning rate is multiplied by.
  public func add(
    _ name: String, _ shape: [Int], _ role: Role, _ initialiser: Initialiser, isGrouped: Bool = false,
    closed: Float = 0,
    learningRateFactor: Double = 1
  ) -> Parameter {
    let name = prefix + name
    precondition(!entries.contains { $0.parameter.name == name }, "two parameters named \(name)")
    let parameter = Parameter(name: name, shape: shape, index: entries.count)
    var storage: MutableMatrix?
    if !isPlan {
      var draws = generator.child(name)
      let rows = shape.dropLast().reduce(1, *)
      storage = MutableMatrix(initialiser(rows: rows, columns: shape.last ?? 1, using: &draws))
    }
    entries.append(
      Entry(
        parameter: parameter, role: role, initialiser: initialiser, learningRateFactor: learningRateFactor,
        axes: axes.filter { isGrouped || $0.dimension == .last }, closed: closed, storage: storage))
    return parameter
  }

  /// Adds what `body` adds, whose groups along a dimension are these: the first one of tensors that are grouped, or the last
  /// one of all.
  public func grouped<Added, Failure>(
    by axis: GroupAxis, _ body: () throws(Failure) -> Added
  ) throws(Failure) -> Added {
    axes.append(axis)
    defer { axes.removeLast() }
    return try body()
  }

  /// Adds what `body` adds, under names that begin with a prefix, and so with first values of their own.
  public func prefixed<Added, Failure>(
    _ prefix: String, _ body: () throws(Failure) -> Added
  ) throws(Failure) -> Added {
    let before = self.prefix
    self.prefix += prefix
    defer { self.prefix = before }
    return try body()
  }

  /// First values once more, drawn by the tensor's own initialiser from the child of its name and this number: different
  /// ones for each number, the same whenever it is asked.
  public func redrawn(_ parameter: Parameter, _ number: Int) -> Matrix {
    var draws = generator.child(parameter.name, number)
    let storage = storage(of: parameter)
    return entries[parameter.index].initialiser(rows: storage.rows, columns: storage.columns, using: &draws)
  }

  /// The same tensors with some of them replaced: parameters of their own, which share memory until either side changes.
  public func replacing(_ matrices: [(Parameter, Matrix)]) -> Parameters {
    let others = Parameters(generator: generator, isPlan: isPlan)
    others.entries = entries.map { entry in
      Entry(
        parameter: entry.parameter, role: entry.role, initialiser: entry.initialiser,
        learningRateFactor: entry.learningRateFactor, axes: entry.axes, closed: entry.closed,
        storage: entry.storage.map { MutableMatrix($0.value) })
    }
    for (parameter, matrix) in matrices { others[parameter] = matrix }
    return others
  }

  public subscript(_ parameter: Parameter) -> Matrix {
    get { storage(of: parameter).value }
    set {
      let storage = storage(of: parameter)
      precondition(
        newValue.rows == storage.rows && newValue.columns == storage.columns, "\(parameter.name) keeps its shape")
      storage.value = newValue
    }
  }

  /// Where a tensor's numbers are, for an optimiser to change them in place.
  public func storage(of parameter: Parameter) -> MutableMatrix {
    guard let storage = entries[parameter.index].storage else {
      preconditionFailure("\(parameter.name) is planned and has no numbers")
    }
    return storage
  }

  /// All tensors, in the order in which they were added.
  public var all: [Parameter] { entries.map(\.parameter) }

  public func role(of parameter: Parameter) -> Role { entries[parameter.index].role }

  /// Along which dimensions a tensor's groups lie.
  public func axes(of parameter: Parameter) -> [GroupAxis] { entries[parameter.index].axes }

  /// The value of a place that no softmax is to notice.
  public func closedValue(of parameter: Parameter) -> Float { entries[parameter.index].closed }

  /// What a table's learning rate is multiplied by.
  public func learningRateFactor(of parameter: Parameter) -> Double { entries[parameter.index].learningRateFactor }

  /// How many numbers there are in a role; `Int.max` if they are too many for an `Int`.
  public func count(of role: Role) -> Int {
    Int.saturatingSum(entries.lazy.filter { $0.role == role }.map(\.parameter.count))
  }
}
