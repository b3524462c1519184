import ScenarioModels
import Training

extension RunSettings {
  /// Refuses a training that this machine has too little memory for.
  ///
  /// - Parameter rows: that there are to train on; a very large log's unless said.
  public func checkMemory(for shape: ModelShape, rows: Int = .max) throws(ModelError) {
    try memoryNeed(for: shape, .training, rows: rows).check()
  }

  func memoryNeed(for shape: ModelShape, _ use: ModelPlan.Use, rows: Int = .max) -> MemoryNeed {
    MemoryNeed(model, modelSettings, training, for: shape, use, rows: rows)
  }
}
