import Tensors

extension ModelKind {
  /// Builds the model and adds its tensors to `parameters`.
  ///
  /// - Throws: `ModelError` where settings and shape do not fit.
  public func model(
    for shape: ModelShape, _ settings: ModelSettings, in parameters: Parameters
  ) throws(ModelError) -> any ScenarioModel {
    guard !shape.fields.isEmpty else { throw ModelError("a model needs at least one feature") }
    guard shape.scenarios > 0 else { throw ModelError("a model needs at least one scenario") }
    guard settings.ensemble > 1 else { return try type.init(shape, settings, in: parameters) }
    return try type.ensemble(shape, settings, in: parameters)
  }
}
