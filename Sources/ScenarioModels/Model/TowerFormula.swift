/// The parameters of a model's towers by the paper's Table 2, to hold the counted ones against.
///
/// P is one tower's weights and biases, M the scenarios, K the clusters, S the shared experts:
///
/// | DNN | Shared Bottom | HMoE | PLE | STAR | AdaSparse | ADL |
/// | --- | --- | --- | --- | --- | --- | --- |
/// | P | P·M | P·M | P·(M+S) | P·(M+1) | P, its pruners beside it | P·(K+1) |
///
/// For ADL with shared layers, several perspectives or another form than the paper's: P + O·V·K, with V perspectives and O
/// of what a cluster owns of the layers that are not shared whole.
public struct TowerFormula: Sendable, Equatable {
  /// Such as "P·(K+1)".
  public let text: String
  /// What it gives here.
  public let parameters: Int

  public init(text: String, parameters: Int) { (self.text, self.parameters) = (text, parameters) }
}

/// What Table 2's formulas are written in.
public struct TowerSize: Sendable {
  /// P, one tower's weights and biases.
  public let p: Int
  /// M, the scenarios.
  public let m: Int
  /// The tower's layers, from the first.
  public let layers: [TowerShape.Layer]

  public init(_ shape: ModelShape, _ network: NetworkSettings) {
    let inputs =
      shape.fields.count * network.embeddingDimension + network.numbers(of: shape) * network.statisticsDimension
    let tower = TowerShape(inputs: inputs, hidden: network.hidden)
    layers = tower.layers
    (p, m) = (layers.reduce(0) { $0 + $1.parameters }, shape.scenarios)
  }
}

extension ModelKind {
  /// This model's formula when it is built for this shape; nil for a model that Table 2 does not have.
  public func towerFormula(for shape: ModelShape, _ settings: ModelSettings) -> TowerFormula? {
    guard let one = type.towerFormula(TowerSize(shape, settings.network), settings) else { return nil }
    let members = settings.ensemble
    guard members > 1 else { return one }
    return TowerFormula(text: "\(members)·\(one.text)", parameters: .saturatingProduct([members, one.parameters]))
  }
}
