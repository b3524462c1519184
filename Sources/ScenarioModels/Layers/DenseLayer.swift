import Tensors

/// y = activation(x W + b), the same for all rows.
public struct DenseLayer: Sendable {
  /// W, [inputs, outputs].
  public let weight: Parameter
  /// b, [outputs].
  public let bias: Parameter
  public let activation: Activation

  /// Adds the tensors `name.weight` and `name.bias`.
  ///
  /// - Parameters:
  ///   - bias: what b starts at.
  ///   - role: `shared` for a part of the network, `other` for what is beside it (gates, pruners).
  public init(
    _ name: String, _ inputs: Int, _ outputs: Int, _ activation: Activation, bias: Float = 0,
    role: Parameters.Role = .shared, in parameters: Parameters
  ) {
    weight = parameters.add("\(name).weight", [inputs, outputs], role, activation.initialiser(inputs, outputs))
    self.bias = parameters.add("\(name).bias", [outputs], role, .constant(bias), closed: GroupedLayer.closedBias)
    self.activation = activation
  }

  public var cost: Cost { .product(weight.shape[0], weight.shape[1]) }

  /// [n, inputs] → [n, outputs].
  public func callAsFunction(_ x: Value, on tape: Tape) -> Value {
    tape.linear(x, tape.value(of: weight), tape.value(of: bias), activation)
  }
}

extension Activation {
  /// He's initialisation before ReLU, Glorot's otherwise.
  public func initialiser(_ inputs: Int, _ outputs: Int) -> Initialiser {
    self == .relu ? .he(inputs: inputs) : .glorot(inputs: inputs, outputs: outputs)
  }
}
