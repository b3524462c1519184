import Tensors

/// The models by the name that the program knows them by.
public enum ModelKind: String, CaseIterable, Codable, Sendable {
  case dnn
  case adl

  /// As the paper writes it.
  public var title: String {
    switch self {
    case .dnn: "DNN"
    case .adl: "ADL"
    }
  }

  /// Builds the model and adds its tensors to `parameters`.
  ///
  /// - Throws: `ModelError` where settings and shape do not fit.
  public func model(
    for shape: ModelShape, _ settings: ModelSettings, in parameters: Parameters
  ) throws(ModelError) -> any ScenarioModel {
    guard !shape.fields.isEmpty else { throw ModelError("a model needs at least one feature") }
    return switch self {
    case .dnn: DNN(shape, settings, in: parameters)
    case .adl: try ADL(shape, settings, in: parameters)
    }
  }
}
