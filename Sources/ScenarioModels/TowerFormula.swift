/// The parameters of a model's towers by the paper's Table 2, to hold the counted ones against.
///
/// P is one tower's weights and biases, M the scenarios, K the clusters, S the shared experts:
///
/// | DNN | Shared Bottom | HMoE | PLE | STAR | AdaSparse | ADL |
/// | --- | --- | --- | --- | --- | --- | --- |
/// | P | P·M | P·M | P·(M+S) | P·(M+1) | P, its pruners beside it | P·(K+1) |
///
/// For ADL with shared layers or several perspectives: P + O·V·K, with O of the layers that are not shared and V perspectives.
public struct TowerFormula: Sendable, Equatable {
  /// Such as "P·(K+1)".
  public let text: String
  /// What it gives here.
  public let parameters: Int
}

extension ModelKind {
  /// This model's formula, for these numbers.
  func towerFormula(p: Int, m: Int, k: Int, s: Int) -> TowerFormula {
    switch self {
    case .dnn, .adasparse: TowerFormula(text: "P", parameters: p)
    case .sharedBottom, .hmoe: TowerFormula(text: "P·M", parameters: p * m)
    case .ple: TowerFormula(text: "P·(M+S)", parameters: p * (m + s))
    case .star: TowerFormula(text: "P·(M+1)", parameters: p * (m + 1))
    case .adl: TowerFormula(text: "P·(K+1)", parameters: p * (k + 1))
    }
  }

  /// This model's formula when it is built for this shape.
  public func towerFormula(for shape: ModelShape, _ settings: ModelSettings) -> TowerFormula {
    let tower = TowerShape(inputs: shape.fields.count * settings.embeddingDimension, hidden: settings.hidden)
    let perspectives = 1 + (settings.routeOn?.count { $0 == "," } ?? 0)
    if self == .adl, settings.sharedLayers > 0 || perspectives > 1 {
      let own = TowerShape(layers: Array(tower.layers.dropFirst(settings.sharedLayers))).parameters
      return TowerFormula(text: "P+O·V·K", parameters: tower.parameters + own * perspectives * settings.clusters)
    }
    return towerFormula(p: tower.parameters, m: shape.scenarios, k: settings.clusters, s: settings.sharedExperts)
  }

  /// Whether `clusters`, K, changes this model, so that it is worth tuning.
  public var routes: Bool { self == .adl }
}
