import Evaluation
import Foundation
import ScenarioModels

extension RunSettings {
  /// Bytes that a model needs (`ModelPlan.memoryNeed`); nil if the number has no room in an `Int`.
  func memoryNeed(for shape: ModelShape, _ use: ModelPlan.Use) throws(ModelError) -> Int? {
    let rows = use == .inference ? Scorer.batchSize : batchSize
    return try ModelPlan(model, for: shape, modelSettings).memoryNeed(use, rows: rows)
  }

  /// Throws a `ModelError` where training would end with the system killing the program.
  public func checkMemory(for shape: ModelShape) throws(ModelError) {
    try checkMemory(for: shape, .training(redrawsEmbeddings: multiEpoch))
  }

  func checkMemory(for shape: ModelShape, _ use: ModelPlan.Use) throws(ModelError) {
    let available = AvailableMemory.bytes
    let need = try memoryNeed(for: shape, use)
    guard let need, need <= available else {
      let words = need.map(Figures.bytes) ?? "more than can be counted"
      throw ModelError(
        "this model needs \(words) of memory, and there are \(Figures.bytes(available)) for it; "
          + "lower hidden, clusters, experts, embeddingDimension or batchSize")
    }
  }
}
