import Tensors

/// y_g = activation(γ_g ⊗ (x W + b) + β_g) for each group g of rows: one product for all rows, of which each group scales and
/// shifts every unit (FiLM; Perez et al. 2018).
///
/// Scales start at one and shifts at zero: at first every group is the shared layer.
public struct FilmLayer: PartlySharedLayer {
  /// W, [inputs, outputs].
  let weight: Parameter
  /// b, [outputs].
  let bias: Parameter
  /// γ, [groups, outputs].
  let scale: Parameter
  /// β, [groups, outputs].
  let shift: Parameter
  let activation: Activation

  /// Adds the tensors `name.shared.weight`, `name.shared.bias`, `name.specific.scale` and `name.specific.shift`.
  public init(
    _ name: String, groups: Int, _ inputs: Int, _ outputs: Int, _ activation: Activation, bias: Float = 0,
    in parameters: Parameters
  ) {
    weight = parameters.add(
      "\(name).shared.weight", [inputs, outputs], .shared, activation.initialiser(inputs, outputs))
    self.bias = parameters.add("\(name).shared.bias", [outputs], .shared, .constant(bias))
    scale = parameters.add("\(name).specific.scale", [groups, outputs], .specific, .constant(1), isGrouped: true)
    shift = parameters.add("\(name).specific.shift", [groups, outputs], .specific, .constant(0), isGrouped: true)
    self.activation = activation
  }

  public static func own(_ inputs: Int, _ outputs: Int) -> Int { 2 * outputs }

  public var cost: Cost { .product(weight.shape[0], weight.shape[1]) + Cost(activations: weight.shape[1]) }

  public func callAsFunction(_ x: Value, in groups: Groups, on tape: Tape) -> Value {
    let z = tape.linear(x, tape.value(of: weight), tape.value(of: bias))
    return tape.film(
      z, scale: tape.value(of: scale, for: groups), shift: tape.value(of: shift, for: groups), in: groups, activation)
  }

  /// A group's weights are W with its columns scaled.
  public func distances(in parameters: Parameters) -> [Double] {
    let (w, scales) = (parameters[weight], parameters[scale])
    var sizes = [Double](repeating: 0, count: w.columns)
    for (i, x) in w.elements.enumerated() { sizes[i % w.columns] += Double(x) * Double(x) }
    let size = sizes.reduce(0, +)
    return (0..<scales.rows).map { group in
      let change = zip(scales.row(group), sizes).reduce(0.0) { sum, column in
        let difference = Double(column.0) - 1
        return sum + difference * difference * column.1
      }
      return size > 0 ? (change / size).squareRoot() : 0
    }
  }
}
