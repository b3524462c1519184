import ScenarioModels
import Training

extension RunSettings {
  /// Refuses a training that this machine has too little memory for.
  public func checkMemory(for shape: ModelShape) throws(ModelError) { try memoryNeed(for: shape, .training).check() }

  func memoryNeed(for shape: ModelShape, _ use: ModelPlan.Use) -> MemoryNeed {
    MemoryNeed(model, modelSettings, training, for: shape, use)
  }
}
