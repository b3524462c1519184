import Tensors

/// A layer of which a part is shared by all groups of rows and a part is each group's own.
///
/// At first every group is the shared layer. Tensors of the shared part are `name.shared.…`, those of the groups' own
/// `name.specific.…`.
public protocol PartlySharedLayer: Sendable {
  /// - Parameter bias: what the shared bias starts at.
  init(
    _ name: String, groups: Int, _ inputs: Int, _ outputs: Int, _ activation: Activation, bias: Float,
    in parameters: Parameters)

  /// How many numbers a group has of its own in a layer of this shape.
  static func own(_ inputs: Int, _ outputs: Int) -> Int

  /// Of a row.
  var cost: Cost { get }

  /// Each row through its own group's layer, [n, inputs] → [n, outputs]. Groups without rows are left alone, by the
  /// optimiser too.
  func callAsFunction(_ x: Value, in groups: Groups, on tape: Tape) -> Value

  /// How far each group's weights are from the shared ones: ‖W_g − W‖ / ‖W‖.
  func distances(in parameters: Parameters) -> [Double]
}

extension Tower<any PartlySharedLayer> {
  /// A tower for each group, whose layers are of one form.
  public init(
    _ name: String, groups: Int, of form: any PartlySharedLayer.Type, _ shape: TowerShape, dropout: Double,
    in parameters: Parameters
  ) {
    self.init(name, shape, dropout: dropout) { name, layer in
      form.init(
        name, groups: groups, layer.inputs, layer.outputs, layer.activation, bias: layer.bias, in: parameters)
    }
  }

  /// Each row through its own group's tower, [n, inputs] → [n, outputs].
  public func callAsFunction(_ x: Value, in groups: Groups, on tape: Tape) -> Value {
    self(x, on: tape) { layer, _, x in layer(x, in: groups, on: tape) }
  }

  public var cost: Cost { layers.map(\.cost).total }

  /// How far each group's network is from the shared one: the mean over the layers.
  public func distances(in parameters: Parameters) -> [Double] {
    let all = layers.map { $0.distances(in: parameters) }
    return (all.first ?? []).indices.map { group in all.reduce(0) { $0 + $1[group] } / Double(all.count) }
  }
}
