import Tensors

/// The models by the name that the program knows them by.
public enum ModelKind: String, CaseIterable, Codable, Sendable {
  case dnn
  case sharedBottom = "shared-bottom"
  case hmoe
  case ple
  case star
  case adasparse
  case adl

  /// As the paper writes it.
  public var title: String {
    switch self {
    case .dnn: "DNN"
    case .sharedBottom: "Shared Bottom"
    case .hmoe: "HMoE"
    case .ple: "PLE"
    case .star: "STAR"
    case .adasparse: "AdaSparse"
    case .adl: "ADL"
    }
  }

  /// What the model does with a row of a scenario that training never saw (`Scenarios`).
  public var unseenScenario: String {
    switch self {
    case .dnn: "as with any: it does not look at the scenario"
    case .adl: "as with any: rows are routed by what is in them"
    case .sharedBottom: "the tower of the scenario with most training rows"
    case .hmoe, .ple: "gates and tower of the scenario with most training rows"
    case .star: "network, moments and vector of the scenario with most training rows"
    case .adasparse: "the vector of the scenario with most training rows"
    }
  }

  /// Builds the model and adds its tensors to `parameters`.
  ///
  /// - Throws: `ModelError` where settings and shape do not fit.
  public func model(
    for shape: ModelShape, _ settings: ModelSettings, in parameters: Parameters
  ) throws(ModelError) -> any ScenarioModel {
    guard !shape.fields.isEmpty else { throw ModelError("a model needs at least one feature") }
    guard shape.scenarios > 0 else { throw ModelError("a model needs at least one scenario") }
    return switch self {
    case .dnn: DNN(shape, settings, in: parameters)
    case .sharedBottom: SharedBottom(shape, settings, in: parameters)
    case .hmoe: try HMoE(shape, settings, in: parameters)
    case .ple: try PLE(shape, settings, in: parameters)
    case .star: STAR(shape, settings, in: parameters)
    case .adasparse: AdaSparse(shape, settings, in: parameters)
    case .adl: try ADL(shape, settings, in: parameters)
    }
  }
}
