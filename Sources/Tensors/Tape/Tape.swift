import CKernels

/// Records the operations of one forward pass and runs them backwards.
///
/// Each operation is a method in a file of its own. It computes its result at once and leaves a closure that takes the
/// gradient of its result and hands on the gradients of its inputs (`record`). A tape serves one pass; make a new one for the next:
/// its matrices go back to the pool and serve again.
public final class Tape {
  public enum Mode: Sendable {
    /// Records; dropout drops; state may move.
    case training
    /// Records nothing; nothing moves. A row's result does not depend on the rows beside it.
    case inference
  }

  public let parameters: Parameters
  public let workspace: Workspace
  public let mode: Mode
  /// For operations that draw numbers (dropout).
  public let generator: RandomGenerator
  /// What earlier passes over the same parameters computed of them, in inference.
  let derived: DerivedMatrices?
  /// What `backward` found, ready for an optimiser.
  public internal(set) var gradients: [Gradient] = []
  /// State that this pass wants changed (the router's centres), to be written together with the optimiser's step.
  public private(set) var stateUpdates: [(Parameter, Matrix)] = []

  private var backwards: [((Tape, Upstream) -> Void)?] = []
  private var pending: [Upstream?] = []
  private var leaves: [Int: (value: Value, groups: Groups?)] = [:]

  /// - Parameter derived: for inference over parameters that stay as they are: what passes share, each computed once.
  public init(
    parameters: Parameters, workspace: Workspace, mode: Mode, generator: RandomGenerator,
    derived: DerivedMatrices? = nil
  ) {
    precondition(derived == nil || mode == .inference, "parameters move in training, and what follows from them too")
    self.parameters = parameters
    self.workspace = workspace
    self.mode = mode
    self.generator = generator
    self.derived = derived
  }

  /// A matrix that takes no gradient.
  public func constant(_ matrix: Matrix) -> Value { Value(matrix: matrix, node: nil) }

  /// Numbers, row after row, as a matrix that takes no gradient.
  public func constant(_ numbers: [Float], rows: Int, columns: Int) -> Value {
    precondition(numbers.count == rows * columns, "\(numbers.count) numbers are not \(rows) x \(columns)")
    let matrix = workspace.buffers.matrix(rows, columns)
    numbers.withUnsafeBufferPointer { numbers in
      if let start = numbers.baseAddress { matrix.base.update(from: start, count: numbers.count) }
    }
    return constant(matrix)
  }

  /// A matrix whose gradient `receive` gets: the way into a tape for tests and for inputs computed elsewhere.
  public func variable(_ matrix: Matrix, _ receive: @escaping (Matrix) -> Void) -> Value {
    node(matrix) { tape, upstream in receive(upstream.matrix(in: tape.workspace)) }
  }

  /// A parameter that all rows share. The same value each time it is asked for, so its gradients add up.
  public func value(of parameter: Parameter) -> Value {
    leaf(parameter, nil) { tape, upstream in
      guard let products = upstream.products else {
        return tape.gradients.append(.dense(parameter, upstream.matrix(in: tape.workspace)))
      }
      let active = Array(repeating: true, count: products.groups.count)
      tape.gradients.append(.products(parameter, products, active: active))
    }
  }

  /// A stack of parameters of which each group of rows uses its own. Groups without rows get no gradient at all.
  public func value(of parameter: Parameter, for groups: Groups) -> Value {
    leaf(parameter, groups) { tape, upstream in
      guard let products = upstream.products else {
        return tape.gradients.append(
          .grouped(parameter, upstream.matrix(in: tape.workspace), active: groups.active))
      }
      tape.gradients.append(.products(parameter, products, active: groups.active))
    }
  }

  private func leaf(
    _ parameter: Parameter, _ groups: Groups?, _ backward: @escaping (Tape, Upstream) -> Void
  ) -> Value {
    if let (value, known) = leaves[parameter.index] {
      precondition(known == groups, "\(parameter.name) serves one grouping in a pass")
      return value
    }
    let value = node(parameters[parameter], backward)
    leaves[parameter.index] = (value, groups)
    return value
  }

  /// Asks for a state tensor's new value. In inference nothing moves, so nothing is asked.
  public func update(_ state: Parameter, to matrix: Matrix) {
    if mode == .training { stateUpdates.append((state, matrix)) }
  }

  /// Runs the tape backwards from a 1 x 1 loss and fills `gradients`.
  ///
  /// Each parameter ends up with one gradient: an optimiser that met it twice would step twice.
  public func backward(from loss: Value) {
    precondition(loss.matrix.count == 1, "the loss is one number")
    accumulate(Matrix(rows: 1, columns: 1, elements: [1]), into: loss)
    for index in backwards.indices.reversed() {
      // Taken out, so that an operation's matrices are free for the next as soon as it has run.
      var gradient = pending[index].take()
      let backward = backwards[index].take()
      gradient?.makeUnique()
      if let gradient, let backward { backward(self, gradient) }
    }
    // An optimiser changes parameters in place, as long as nothing else holds their numbers.
    leaves.removeAll()
    var seen = Set<Parameter>()
    for parameter in gradients.flatMap(\.parameters) {
      precondition(seen.insert(parameter).inserted, "\(parameter.name) takes part in one lookup or star in a pass")
    }
  }

  /// Adds an operation: its result, and how the gradient of the result becomes the gradients of its inputs. This is how
  /// every operation of this library is made, and how yours is, as an extension of `Tape`:
  ///
  ///     extension Tape {
  ///       /// y = x², element by element. Backward: dx = 2 dy ⊗ x.
  ///       public func squared(_ x: Value) -> Value {
  ///         let y = workspace.matrix(x.rows, x.columns) { row, y in
  ///           for column in y.indices { y[column] = x.matrix[row, column] * x.matrix[row, column] }
  ///         }
  ///         return record(y, from: [x]) { tape, dy in
  ///           let dx = tape.workspace.matrix(x.rows, x.columns) { row, dx in
  ///             for column in dx.indices { dx[column] = 2 * dy[row, column] * x.matrix[row, column] }
  ///           }
  ///           tape.accumulate(dx, into: x)
  ///         }
  ///       }
  ///     }
  ///
  /// Take memory from `workspace` (its pool serves one step after the other without asking the system), let what a task
  /// computes depend on its number only, and keep the order of sums fixed: then results have the same bits on any number
  /// of threads. Check the gradient against central differences of a forward pass in Double.
  ///
  /// - Parameters:
  ///   - matrix: the result.
  ///   - inputs: the values that it depends on. If no gradient flows to any of them, or in inference, nothing is recorded.
  ///   - backward: gets the tape and the gradient of the result, of the result's shape, and hands a gradient to each input
  ///     by `accumulate`. Called at most once; not at all if the loss does not depend on the result.
  public func record(_ matrix: Matrix, from inputs: [Value], _ backward: @escaping (Tape, Matrix) -> Void) -> Value {
    guard inputs.contains(where: { $0.node != nil }) else { return constant(matrix) }
    return node(matrix) { tape, upstream in backward(tape, upstream.matrix(in: tape.workspace)) }
  }

  /// Adds to the gradient of an input, from within the `backward` of an operation. Does nothing for an input that takes
  /// none.
  ///
  /// - Parameter gradient: of the value's shape.
  public func accumulate(_ gradient: Matrix, into value: Value) { accumulate(gradient, into: value, isMasked: false) }

  /// Whether a gradient flows to a value: if not, an operation need not compute it.
  public func needsGradient(_ value: Value) -> Bool { value.node != nil }

  func node(_ matrix: Matrix, _ backward: @escaping (Tape, Upstream) -> Void) -> Value {
    guard mode == .training else { return constant(matrix) }
    backwards.append(backward)
    pending.append(nil)
    return Value(matrix: matrix, node: backwards.count - 1)
  }

  /// - Parameter isMasked: that the gradient is 0 where a rectified value is not positive.
  func accumulate(_ gradient: Matrix, into value: Value, isMasked: Bool) {
    guard let node = value.node else { return }
    precondition(gradient.rows == value.rows && gradient.columns == value.columns, "a gradient has its value's shape")
    guard var before = pending[node].take() else {
      pending[node] = Upstream(gradient, isMasked: isMasked)
      return
    }
    before.makeUnique()
    let sum = before.matrix(in: workspace)
    workspace.workers.run(over: sum.count, chunk: 1 << 15) { range in
      adl_add_scaled(range.count, 1, gradient.base + range.lowerBound, sum.base + range.lowerBound)
    }
    pending[node] = Upstream(sum, isMasked: isMasked && before.isMasked)
  }

  /// Hands on the gradient of weights that one operation used, not multiplied out.
  func accumulate(_ gradient: ProductGradient, into value: Value) {
    guard let node = value.node else { return }
    if pending[node] == nil {
      pending[node] = Upstream(gradient)
    } else {
      accumulate(gradient.matrix(in: workspace), into: value)
    }
  }
}
