import Evaluation
import Foundation
import ScenarioModels

/// What a model is opened for.
package enum ModelUse {
  case training
  case inference
}

/// The memory that a model of these settings needs.
package struct MemoryNeed {
  let model: ModelKind
  let settings: ModelSettings
  let training: TrainingSettings
  let shape: ModelShape
  let use: ModelUse

  package init(
    _ model: ModelKind, _ settings: ModelSettings, _ training: TrainingSettings, for shape: ModelShape, _ use: ModelUse
  ) {
    (self.model, self.settings, self.training, self.shape, self.use) = (model, settings, training, shape, use)
  }

  /// Bytes that a model needs, to within small change. In training: weights, their moments (of embeddings the second alone),
  /// gradients, for stars the products W_shared ⊗ W_own, in multi-epoch learning the new embeddings beside the old ones, and
  /// a batch's activations with their gradients. In inference: weights, the products, which are kept, and a batch's
  /// activations. In both the weights once more, as they come from a file while there are others. Nil if the
  /// number has no room in an `Int`.
  package var bytes: Int? {
    let trains = use == .training
    let batchSize = trains ? training.batchSize : Scorer.batchSize
    let gradients = trains ? 2 : 1
    var total = 0
    var fits = true
    func add(_ factors: Int...) {
      var product = MemoryLayout<Float>.size
      for factor in factors {
        let (next, overflow) = product.multipliedReportingOverflow(by: factor)
        product = next
        fits = fits && !overflow
      }
      let (sum, overflow) = total.addingReportingOverflow(product)
      total = sum
      fits = fits && !overflow
    }
    add(trains ? training.multiEpoch ? 4 : 3 : 2, shape.tableRows, settings.embeddingDimension)
    let inputs = shape.fields.count * settings.embeddingDimension
    let widths = [inputs] + settings.hidden + [1]
    let towers = towerNeed
    for (rows, columns) in zip(widths, widths.dropFirst()) {
      add(towers.copies, rows, columns)
      if model == .adasparse { add(trains ? 5 : 2, rows + settings.embeddingDimension, rows) }
    }
    if model == .hmoe {
      let experts = settings[HMoE.self].experts > 0 ? settings[HMoE.self].experts : shape.scenarios
      add(trains ? 5 : 2, inputs, shape.scenarios, experts)
      add(trains ? 5 : 2, inputs, shape.scenarios, shape.scenarios)
      add(2 * gradients, batchSize, shape.scenarios, experts + (settings.hidden.last ?? 1))
    }
    add(gradients, batchSize, 2 * inputs)
    add(gradients, batchSize, towers.runs, settings.hidden.reduce(0, +))
    return fits ? total : nil
  }

  /// How many numbers are kept for each weight of one tower, and how many towers each row goes through.
  private var towerNeed: (copies: Int, runs: Int) {
    let m = shape.scenarios
    let trains = use == .training
    let kept = trains ? 5 : 2
    // W_own with moments, the product and its gradient, and W_shared with moments; or W_own and W_shared alone, as the
    // products come when the file's are gone. Both once more in a file.
    func stars(_ groups: Int) -> Int { trains ? 6 * groups + 4 : 2 * groups + 2 }
    let (experts, shared) = (settings[HMoE.self].experts, settings[PLE.self].sharedExperts)
    return switch model {
    case .dnn: (kept, 1)
    case .sharedBottom: (kept * m, 1)
    case .hmoe: (kept * (experts > 0 ? experts : m), experts > 0 ? experts : m)
    case .ple: (kept * (m + shared), settings[PLE.self].levels > 1 ? m + shared : 1 + shared)
    case .star: (stars(m), 1)
    case .adasparse: (kept, 4)
    default: (stars(settings.clusters * perspectives), perspectives * (settings.assignment == .topTwo ? 2 : 1))
    }
  }

  private var perspectives: Int { 1 + (settings.routeOn?.count { $0 == "," } ?? 0) }

  /// Refuses what would end with the system killing the program.
  package func check() throws(ModelError) {
    let available = AvailableMemory.bytes
    let need = bytes
    guard let need, need <= available else {
      let words = need.map(Figures.bytes) ?? "more than can be counted"
      throw ModelError(
        "this model needs \(words) of memory, and there are \(Figures.bytes(available)) for it; "
          + "lower hidden, clusters, experts, embeddingDimension or batchSize")
    }
  }
}
