import Evaluation
import Foundation
import ScenarioModels

/// What a model is opened for.
enum ModelUse {
  case training
  case inference
}

extension RunSettings {
  /// Bytes that a model needs, to within small change. In training: weights, their moments (of embeddings the second alone),
  /// gradients, for stars the products W_shared ⊗ W_own, in multi-epoch learning the new embeddings beside the old ones, and
  /// a batch's activations with their gradients. In inference: weights, the products, which are kept, and a batch's
  /// activations. In both the weights once more, as they come from a file while there are others. Nil if the
  /// number has no room in an `Int`.
  func memoryNeed(for shape: ModelShape, _ use: ModelUse = .training) -> Int? {
    let trains = use == .training
    let batchSize = trains ? self.batchSize : Scorer.batchSize
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
    add(trains ? self.multiEpoch ? 4 : 3 : 2, shape.tableRows, self.embeddingDimension)
    let inputs = shape.fields.count * self.embeddingDimension
    let widths = [inputs] + self.hidden + [1]
    let towers = towerNeed(scenarios: shape.scenarios, use)
    for (rows, columns) in zip(widths, widths.dropFirst()) {
      add(towers.copies, rows, columns)
      if model == .adasparse { add(trains ? 5 : 2, rows + self.embeddingDimension, rows) }
    }
    if model == .hmoe {
      let experts = self[HMoE.self].experts > 0 ? self[HMoE.self].experts : shape.scenarios
      add(trains ? 5 : 2, inputs, shape.scenarios, experts)
      add(trains ? 5 : 2, inputs, shape.scenarios, shape.scenarios)
      add(2 * gradients, batchSize, shape.scenarios, experts + (self.hidden.last ?? 1))
    }
    add(gradients, batchSize, 2 * inputs)
    add(gradients, batchSize, towers.runs, self.hidden.reduce(0, +))
    return fits ? total : nil
  }

  /// How many numbers are kept for each weight of one tower, and how many towers each row goes through.
  private func towerNeed(scenarios m: Int, _ use: ModelUse) -> (copies: Int, runs: Int) {
    let trains = use == .training
    let kept = trains ? 5 : 2
    // W_own with moments, the product and its gradient, and W_shared with moments; or W_own and W_shared alone, as the
    // products come when the file's are gone. Both once more in a file.
    func stars(_ groups: Int) -> Int { trains ? 6 * groups + 4 : 2 * groups + 2 }
    let (experts, shared) = (self[HMoE.self].experts, self[PLE.self].sharedExperts)
    return switch model {
    case .dnn: (kept, 1)
    case .sharedBottom: (kept * m, 1)
    case .hmoe: (kept * (experts > 0 ? experts : m), experts > 0 ? experts : m)
    case .ple: (kept * (m + shared), self[PLE.self].levels > 1 ? m + shared : 1 + shared)
    case .star: (stars(m), 1)
    case .adasparse: (kept, 4)
    default: (stars(self.clusters * perspectives), perspectives * (self.assignment == .topTwo ? 2 : 1))
    }
  }

  private var perspectives: Int { 1 + (self.routeOn?.count { $0 == "," } ?? 0) }

  /// Refuses in words what would end with the system killing the program.
  public func checkMemory(for shape: ModelShape) throws(ModelError) { try checkMemory(for: shape, .training) }

  func checkMemory(for shape: ModelShape, _ use: ModelUse) throws(ModelError) {
    let available = AvailableMemory.bytes
    let need = memoryNeed(for: shape, use)
    guard let need, need <= available else {
      let words = need.map(Figures.bytes) ?? "more than can be counted"
      throw ModelError(
        "this model needs \(words) of memory, and there are \(Figures.bytes(available)) for it; "
          + "lower hidden, clusters, experts, embeddingDimension or batchSize")
    }
  }
}
