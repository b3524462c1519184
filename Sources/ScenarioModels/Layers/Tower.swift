import Tensors

/// Layers one after the other, each hidden one (one with ReLU) followed by dropout: what the networks of all models are
/// made of.
///
/// Layer i's tensors are `name.i.…`, and its dropout draws from the stream `name.i`.
public struct Tower<Layer: Sendable>: Sendable {
  private let shape: TowerShape
  public let layers: [Layer]
  /// Of each layer's dropout.
  private let names: [String]
  private let dropout: Double

  /// - Parameters:
  ///   - dropout: the share of hidden units that training drops.
  ///   - layer: makes the layer of this name and shape, and adds its tensors.
  public init(_ name: String, _ shape: TowerShape, dropout: Double, layer: (String, TowerShape.Layer) -> Layer) {
    self.shape = shape
    self.dropout = dropout
    names = shape.layers.map { "\(name).\($0.index)" }
    layers = zip(names, shape.layers).map(layer)
  }

  /// Width of the rows that go in; 0 for a tower without layers.
  public var inputs: Int { shape.layers.first?.inputs ?? 0 }

  /// Sends rows through all layers.
  ///
  /// - Parameter apply: sends them through one, which is given with its number among these layers.
  public func callAsFunction(_ x: Value, on tape: Tape, through apply: (Layer, Int, Value) -> Value) -> Value {
    var x = x
    for (index, layer) in layers.enumerated() {
      x = apply(layer, index, x)
      if shape.layers[index].activation == .relu { x = tape.dropout(x, rate: dropout, name: names[index]) }
    }
    return x
  }
}

extension Tower<DenseLayer> {
  /// A tower of dense layers.
  public init(
    _ name: String, _ shape: TowerShape, dropout: Double, role: Parameters.Role = .shared, in parameters: Parameters
  ) {
    self.init(name, shape, dropout: dropout) { name, layer in
      DenseLayer(
        name, layer.inputs, layer.outputs, layer.activation, bias: layer.bias, role: role, in: parameters)
    }
  }

  /// [n, inputs] → [n, outputs].
  public func callAsFunction(_ x: Value, on tape: Tape) -> Value {
    self(x, on: tape) { layer, _, x in layer(x, on: tape) }
  }

  public var cost: Cost { layers.map(\.cost).total }
}

extension Tower<GroupedLayer> {
  /// A tower for each group.
  public init(
    _ name: String, groups: Int, _ shape: TowerShape, dropout: Double, role: Parameters.Role = .specific,
    in parameters: Parameters
  ) {
    self.init(name, shape, dropout: dropout) { name, layer in
      GroupedLayer(
        name, groups: groups, layer.inputs, layer.outputs, layer.activation, bias: layer.bias, role: role,
        in: parameters)
    }
  }

  /// Each row through its own group's tower, [n, inputs] → [n, outputs].
  public func callAsFunction(_ x: Value, in groups: Groups, on tape: Tape) -> Value {
    self(x, on: tape) { layer, _, x in layer(x, in: groups, on: tape) }
  }

  /// Of one group's tower.
  public var cost: Cost { layers.map(\.cost).total }
}
