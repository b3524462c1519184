import Tensors

/// Towers of hidden layers side by side, f_e(x) for each expert e: what mixtures of experts mix.
struct Experts: Sendable {
  let layers: [GroupedLayer]
  let count: Int
  /// Weights of one expert, without biases.
  let weights: Int
  private let name: String
  private let dropout: Double

  /// - Parameters:
  ///   - widths: of the inputs, then of each layer.
  ///   - role: `shared` for experts that every row of the log sees.
  init(
    _ name: String, count: Int, widths: [Int], dropout: Double, role: Parameters.Role = .specific,
    in parameters: Parameters
  ) {
    let pairs = Array(zip(widths, widths.dropFirst()))
    layers = pairs.enumerated().map { index, pair in
      GroupedLayer("\(name).\(index)", groups: count, pair.0, pair.1, .relu, role: role, in: parameters)
    }
    self.count = count
    self.name = name
    self.dropout = dropout
    weights = pairs.reduce(0) { $0 + $1.0 * $1.1 }
  }

  /// Each row through its own group's expert, [n, d].
  func callAsFunction(_ x: Value, in groups: Groups, on tape: Tape) -> Value {
    run(x, on: tape) { layer, x, _ in layer(x, in: groups, on: tape) }
  }

  /// Every row through every expert, [n, inputs] → [E · n, d].
  func toEach(_ x: Value, on tape: Tape) -> Value {
    run(x, on: tape) { layer, x, index in index == 0 ? layer.toEach(x, on: tape) : layer.stacked(x, on: tape) }
  }

  /// The same where each expert has inputs of its own, [E · n, inputs] → [E · n, d].
  func stacked(_ x: Value, on tape: Tape) -> Value {
    run(x, on: tape) { layer, x, _ in layer.stacked(x, on: tape) }
  }

  private func run(_ x: Value, on tape: Tape, _ apply: (GroupedLayer, Value, Int) -> Value) -> Value {
    var x = x
    for (index, layer) in layers.enumerated() {
      x = tape.dropout(apply(layer, x, index), rate: dropout, name: "\(name).\(index)")
    }
    return x
  }
}
