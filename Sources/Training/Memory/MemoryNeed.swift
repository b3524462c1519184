import Evaluation
import Foundation
import ScenarioModels

/// The memory that a model of these settings needs.
package struct MemoryNeed {
  let model: ModelKind
  let settings: ModelSettings
  let training: TrainingSettings
  let shape: ModelShape
  let use: ModelPlan.Use

  package init(
    _ model: ModelKind, _ settings: ModelSettings, _ training: TrainingSettings, for shape: ModelShape,
    _ use: ModelPlan.Use
  ) {
    (self.model, self.settings, self.training, self.shape, self.use) = (model, settings, training, shape, use)
  }

  /// Bytes that the model needs (`ModelPlan.memoryNeed`); nil if the number has no room in an `Int`.
  ///
  /// - Throws: `ModelError` where settings and shape do not fit.
  package func bytes() throws(ModelError) -> Int? {
    try ModelPlan(model, for: shape, settings).memoryNeed(
      use, rows: use == .training ? training.rowsAStep : Scorer.batchSize, redrawsEmbeddings: training.multiEpoch)
  }

  /// Refuses what would end with the system killing the program.
  package func check() throws(ModelError) {
    let available = AvailableMemory.bytes
    let need = try bytes()
    guard let need, need <= available else {
      let words = need.map(Figures.bytes) ?? "more than can be counted"
      throw ModelError(
        "this model needs \(words) of memory, and there are \(Figures.bytes(available)) for it; "
          + "lower hidden, clusters, experts, embeddingDimension or batchSize")
    }
  }
}
