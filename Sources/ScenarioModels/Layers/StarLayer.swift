import Tensors

/// y = activation(x W + b), the same for all rows.
struct DenseLayer: Sendable {
  let weight: Parameter
  let bias: Parameter
  let activation: Activation

  init(
    _ name: String, _ inputs: Int, _ outputs: Int, _ activation: Activation, role: Parameters.Role = .shared,
    in parameters: Parameters
  ) {
    weight = parameters.add("\(name).weight", [inputs, outputs], role, activation.initialiser(inputs, outputs))
    bias = parameters.add("\(name).bias", [outputs], role, .constant(0))
    self.activation = activation
  }

  func callAsFunction(_ x: Value, on tape: Tape) -> Value {
    tape.linear(x, tape.value(of: weight), tape.value(of: bias), activation)
  }
}

/// y_g = activation(x_g W_g + b_g) with a matrix of its own for each group: a scenario's tower, an expert, a gate.
struct GroupedLayer: Sendable {
  let weight: Parameter
  let bias: Parameter
  let activation: Activation

  init(
    _ name: String, groups: Int, _ inputs: Int, _ outputs: Int, _ activation: Activation,
    role: Parameters.Role = .specific, in parameters: Parameters
  ) {
    weight = parameters.add("\(name).weight", [groups, inputs, outputs], role, activation.initialiser(inputs, outputs))
    bias = parameters.add("\(name).bias", [groups, outputs], role, .constant(0))
    self.activation = activation
  }

  /// Each row through its own group's matrix. Groups without rows are left alone, by the optimiser too.
  func callAsFunction(_ x: Value, in groups: Groups, on tape: Tape) -> Value {
    tape.linear(x, tape.value(of: weight, for: groups), tape.value(of: bias, for: groups), in: groups, activation)
  }

  /// Every row through every group's matrix, [n, inputs] → [G · n, outputs].
  func toEach(_ x: Value, on tape: Tape) -> Value {
    tape.linear(x, tape.value(of: weight), tape.value(of: bias), toEach: weight.shape[0], activation)
  }

  /// The same where each group has inputs of its own for every row, [G · n, inputs] → [G · n, outputs].
  func stacked(_ x: Value, on tape: Tape) -> Value {
    let count = weight.shape[0]
    let groups = Groups(sizes: Array(repeating: x.rows / count, count: count))
    return tape.linear(x, tape.value(of: weight), tape.value(of: bias), in: groups, activation)
  }
}

/// y_g = activation(x_g (W_shared ⊗ W_g) + b_shared + b_g) for each group g of rows (equation 6; STAR's star topology).
///
/// The specific weights start at one and the specific biases at zero: at first every group is the shared layer.
struct StarLayer: Sendable {
  let sharedWeight: Parameter
  let specificWeight: Parameter
  let sharedBias: Parameter
  let specificBias: Parameter
  let activation: Activation

  init(
    _ name: String, groups: Int, _ inputs: Int, _ outputs: Int, _ activation: Activation, in parameters: Parameters
  ) {
    sharedWeight = parameters.add(
      "\(name).shared.weight", [inputs, outputs], .shared, activation.initialiser(inputs, outputs))
    specificWeight = parameters.add("\(name).specific.weight", [groups, inputs, outputs], .specific, .constant(1))
    sharedBias = parameters.add("\(name).shared.bias", [outputs], .shared, .constant(0))
    specificBias = parameters.add("\(name).specific.bias", [groups, outputs], .specific, .constant(0))
    self.activation = activation
  }

  func callAsFunction(_ x: Value, in groups: Groups, on tape: Tape) -> Value {
    let bias = tape.starSum(sharedBias, specificBias, for: groups)
    return tape.linear(x, star: sharedWeight, specificWeight, bias, in: groups, activation)
  }
}

extension Activation {
  func initialiser(_ inputs: Int, _ outputs: Int) -> Initialiser {
    self == .relu ? .he(inputs: inputs) : .glorot(inputs: inputs, outputs: outputs)
  }
}

/// The shape that all towers have (section 3.1.3): hidden layers with ReLU, then one linear unit.
struct TowerShape: Sendable {
  /// (inputs, outputs, activation) of each layer.
  let layers: [(inputs: Int, outputs: Int, activation: Activation)]

  init(layers: [(inputs: Int, outputs: Int, activation: Activation)]) { self.layers = layers }

  init(inputs: Int, hidden: [Int]) {
    let widths = [inputs] + hidden + [1]
    layers = zip(widths, widths.dropFirst()).enumerated().map { index, widths in
      (widths.0, widths.1, index < hidden.count ? .relu : .identity)
    }
  }

  /// Weights, without biases.
  var weights: Int { layers.reduce(0) { $0 + $1.inputs * $1.outputs } }

  /// P: weights and biases.
  var parameters: Int { layers.reduce(weights) { $0 + $1.outputs } }
}
