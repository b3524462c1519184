import Tensors

/// z_g = x_g · (w_shared + w_g) + b_shared + b_g for each group g of rows: one linear unit, a part of it shared by all groups.
///
/// What is the group's own starts at zero: at first every group is the shared unit.
public struct SummedUnit: Sendable {
  private let sharedWeight: Parameter
  private let ownWeight: Parameter
  private let sharedBias: Parameter
  private let ownBias: Parameter

  /// Adds the tensors `name.shared.weight`, `name.shared.bias`, `name.specific.weight` and `name.specific.bias`.
  ///
  /// - Parameters:
  ///   - inputs: the width of x.
  ///   - bias: what b_shared starts at.
  public init(_ name: String, groups: Int, inputs: Int, bias: Float = 0, in parameters: Parameters) {
    sharedWeight = parameters.add(
      "\(name).shared.weight", [inputs], .shared, Activation.identity.initialiser(inputs, 1))
    sharedBias = parameters.add("\(name).shared.bias", [1], .shared, .constant(bias))
    ownWeight = parameters.add("\(name).specific.weight", [groups, inputs], .specific, .constant(0), isGrouped: true)
    ownBias = parameters.add("\(name).specific.bias", [groups, 1], .specific, .constant(0), isGrouped: true)
  }

  public var cost: Cost { .product(sharedWeight.count, 1) }

  /// [n, inputs] → [n, 1].
  public func callAsFunction(_ x: Value, in groups: Groups, on tape: Tape) -> Value {
    let weight = tape.starSum(sharedWeight, ownWeight, for: groups)
    let bias = tape.starSum(sharedBias, ownBias, for: groups)
    let column = tape.reshaped(weight, rows: weight.rows * weight.columns, columns: 1)
    return tape.linear(x, column, bias, in: groups)
  }
}
