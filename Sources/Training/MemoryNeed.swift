import Evaluation
import Foundation
import ScenarioModels

extension RunSettings {
  /// Bytes that training needs, to within small change: weights, their moments (of embeddings the second alone), gradients, for
  /// stars the products W_shared ⊗ W_own, in multi-epoch learning the new embeddings beside the old ones, and a batch's activations with
  /// their gradients. Nil if the number has no room in an `Int`.
  func memoryNeed(for shape: ModelShape) -> Int? {
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
    add(multiEpoch ? 3 : 2, shape.tableRows, embeddingDimension)
    let inputs = shape.fields.count * embeddingDimension
    let widths = [inputs] + hidden + [1]
    let towers = towerNeed(scenarios: shape.scenarios)
    for (rows, columns) in zip(widths, widths.dropFirst()) {
      add(towers.copies, rows, columns)
      if model == .adasparse { add(4, rows + embeddingDimension, rows) }
    }
    if model == .hmoe {
      let experts = experts > 0 ? experts : shape.scenarios
      add(4, inputs, shape.scenarios, experts)
      add(4, inputs, shape.scenarios, shape.scenarios)
      add(4, batchSize, shape.scenarios, experts + (hidden.last ?? 1))
    }
    add(2, batchSize, 2 * inputs)
    add(2, batchSize, towers.runs, hidden.reduce(0, +))
    return fits ? total : nil
  }

  /// How many numbers are kept for each weight of one tower, and how many towers each row goes through.
  private func towerNeed(scenarios m: Int) -> (copies: Int, runs: Int) {
    switch model {
    case .dnn: (4, 1)
    case .sharedBottom: (4 * m, 1)
    case .hmoe: (4 * (experts > 0 ? experts : m), experts > 0 ? experts : m)
    case .ple: (4 * (m + sharedExperts), levels > 1 ? m + sharedExperts : 1 + sharedExperts)
    case .star: (5 * m + 3, 1)
    case .adasparse: (4, 4)
    case .adl: (5 * clusters * perspectives + 3, perspectives * (assignment == .topTwo ? 2 : 1))
    }
  }

  private var perspectives: Int { 1 + (routeOn?.count { $0 == "," } ?? 0) }

  /// Refuses in words what would end with the system killing the program.
  public func checkMemory(for shape: ModelShape) throws(ModelError) {
    let available = Int(clamping: ProcessInfo.processInfo.physicalMemory)
    let need = memoryNeed(for: shape)
    guard let need, need <= available else {
      let words = need.map(Figures.bytes) ?? "more than can be counted"
      throw ModelError(
        "this model needs \(words) of memory, and the machine has \(Figures.bytes(available)); "
          + "lower hidden, clusters, experts, embeddingDimension or batchSize")
    }
  }
}
