import Tensors

/// Towers of hidden layers side by side, f_e(x) for each expert e: what mixtures of experts mix.
public struct Experts: Sendable {
  public let tower: Tower<GroupedLayer>
  public let count: Int
  /// d, the width of an expert's result.
  public let outputs: Int

  /// - Parameters:
  ///   - widths: of the inputs, then of each layer.
  ///   - role: `shared` for experts that every row of the log sees.
  public init(
    _ name: String, count: Int, widths: [Int], dropout: Double, role: Parameters.Role = .specific,
    in parameters: Parameters
  ) {
    tower = Tower(
      name, groups: count, TowerShape(hiddenOnly: widths), dropout: dropout, role: role, in: parameters)
    self.count = count
    outputs = widths.last ?? 0
  }

  /// Of one expert: a row that goes through all costs as many times as much.
  public var cost: Cost { tower.cost }

  /// Each row through its own group's expert, [n, inputs] → [n, d].
  public func callAsFunction(_ x: Value, in groups: Groups, on tape: Tape) -> Value {
    tower(x, in: groups, on: tape)
  }

  /// Every row through every expert, [n, inputs] → [E · n, d].
  public func toEach(_ x: Value, on tape: Tape) -> Value {
    tower(x, on: tape) { layer, index, x in index == 0 ? layer.toEach(x, on: tape) : layer.stacked(x, on: tape) }
  }

  /// The same where each expert has inputs of its own, [E · n, inputs] → [E · n, d].
  public func stacked(_ x: Value, on tape: Tape) -> Value {
    tower(x, on: tape) { layer, _, x in layer.stacked(x, on: tape) }
  }
}
