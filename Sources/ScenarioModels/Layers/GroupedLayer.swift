import Tensors

/// y_g = activation(x_g W_g + b_g) with a matrix of its own for each group: a scenario's tower, an expert, a gate.
public struct GroupedLayer: Sendable {
  /// W, [groups, inputs, outputs].
  public let weight: Parameter
  /// b, [groups, outputs].
  public let bias: Parameter
  public let activation: Activation

  /// Adds the tensors `name.weight` and `name.bias`.
  ///
  /// - Parameter bias: what every b starts at.
  public init(
    _ name: String, groups: Int, _ inputs: Int, _ outputs: Int, _ activation: Activation, bias: Float = 0,
    role: Parameters.Role = .specific, in parameters: Parameters
  ) {
    weight = parameters.add(
      "\(name).weight", [groups, inputs, outputs], role, activation.initialiser(inputs, outputs), isGrouped: true)
    self.bias = parameters.add(
      "\(name).bias", [groups, outputs], role, .constant(bias), isGrouped: true, closed: Self.closedBias)
    self.activation = activation
  }

  /// Of an output that a softmax is not to notice.
  static let closedBias: Float = -20

  public var groups: Int { weight.shape[0] }
  /// Of one group: a row that goes through all costs as many times as much.
  public var cost: Cost { .product(weight.shape[1], weight.shape[2]) }

  /// Each row through its own group's matrix, [n, inputs] → [n, outputs]. Groups without rows are left alone, by the
  /// optimiser too.
  public func callAsFunction(_ x: Value, in groups: Groups, on tape: Tape) -> Value {
    tape.linear(x, tape.value(of: weight, for: groups), tape.value(of: bias, for: groups), in: groups, activation)
  }

  /// Every row through every group's matrix, [n, inputs] → [G · n, outputs].
  public func toEach(_ x: Value, on tape: Tape) -> Value {
    tape.linear(x, tape.value(of: weight), tape.value(of: bias), toEach: groups, activation)
  }

  /// The same where each group has inputs of its own for every row, [G · n, inputs] → [G · n, outputs].
  public func stacked(_ x: Value, on tape: Tape) -> Value {
    let sizes = Groups(sizes: Array(repeating: x.rows / groups, count: groups))
    return tape.linear(x, tape.value(of: weight), tape.value(of: bias), in: sizes, activation)
  }
}
