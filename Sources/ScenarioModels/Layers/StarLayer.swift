import Tensors

/// y_g = activation(x_g (W_shared ⊗ W_g) + b_shared + b_g) for each group g of rows (equation 6; STAR's star topology).
///
/// The specific weights start at one and the specific biases at zero: at first every group is the shared layer, with the
/// shared bias.
public struct StarLayer: PartlySharedLayer {
  /// [inputs, outputs]
  public let sharedWeight: Parameter
  /// [groups, inputs, outputs]
  public let specificWeight: Parameter
  /// [outputs]
  public let sharedBias: Parameter
  /// [groups, outputs]
  public let specificBias: Parameter
  public let activation: Activation

  /// Adds the tensors `name.shared.weight`, `name.specific.weight`, `name.shared.bias` and `name.specific.bias`.
  ///
  /// - Parameter bias: what b_shared starts at.
  public init(
    _ name: String, groups: Int, _ inputs: Int, _ outputs: Int, _ activation: Activation, bias: Float = 0,
    in parameters: Parameters
  ) {
    sharedWeight = parameters.add(
      "\(name).shared.weight", [inputs, outputs], .shared, activation.initialiser(inputs, outputs))
    specificWeight = parameters.add(
      "\(name).specific.weight", [groups, inputs, outputs], .specific, .constant(1), isGrouped: true)
    sharedBias = parameters.add("\(name).shared.bias", [outputs], .shared, .constant(bias))
    specificBias = parameters.add("\(name).specific.bias", [groups, outputs], .specific, .constant(0), isGrouped: true)
    self.activation = activation
  }

  public static func own(_ inputs: Int, _ outputs: Int) -> Int { (inputs + 1) * outputs }

  public var cost: Cost { .product(sharedWeight.shape[0], sharedWeight.shape[1]) }

  /// Each row through its own group's matrix, [n, inputs] → [n, outputs].
  public func callAsFunction(_ x: Value, in groups: Groups, on tape: Tape) -> Value {
    let bias = tape.starSum(sharedBias, specificBias, for: groups)
    return tape.linear(x, star: sharedWeight, specificWeight, bias, in: groups, activation)
  }

  public func distances(in parameters: Parameters) -> [Double] {
    let (shared, factors) = (parameters[sharedWeight].elements, parameters[specificWeight].elements)
    let size = shared.reduce(0.0) { $0 + Double($1) * Double($1) }
    return stride(from: 0, to: factors.count, by: shared.count).map { first in
      let change = shared.indices.reduce(0.0) { sum, i in
        let difference = Double(shared[i]) * (Double(factors[first + i]) - 1)
        return sum + difference * difference
      }
      return size > 0 ? (change / size).squareRoot() : 0
    }
  }
}
