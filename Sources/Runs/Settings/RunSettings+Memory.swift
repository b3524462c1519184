import ScenarioModels
import Training

extension RunSettings {
  /// Refuses a training that this machine has too little memory for.
  public func checkMemory(for shape: ModelShape) throws(ModelError) { try checkMemory(for: shape, .training) }

  func checkMemory(for shape: ModelShape, _ use: ModelPlan.Use) throws(ModelError) {
    try MemoryNeed(model, modelSettings, training, for: shape, use).check()
  }
}
