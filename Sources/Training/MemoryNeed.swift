import Evaluation
import Foundation
import ScenarioModels

extension RunSettings {
  /// Bytes that training needs, to within small change: weights, two moments of each (and the
  /// new embeddings beside the old ones, in multi-epoch learning), the products W_shared ⊗ W_cluster
  /// with their gradients, and a batch's activations with theirs. Nil if the number has no room in an `Int`.
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
    add(multiEpoch ? 4 : 3, shape.tableRows, embeddingDimension)
    let inputs = shape.fields.count * embeddingDimension
    let widths = [inputs] + hidden + [1]
    for (rows, columns) in zip(widths, widths.dropFirst()) {
      add(model == .dnn ? 4 : 5 * clusters + 3, rows, columns)
    }
    add(2, batchSize, 2 * inputs + hidden.reduce(0, +))
    return fits ? total : nil
  }

  /// Refuses in words what would end with the system killing the program.
  public func checkMemory(for shape: ModelShape) throws(ModelError) {
    let available = Int(clamping: ProcessInfo.processInfo.physicalMemory)
    let need = memoryNeed(for: shape)
    guard let need, need <= available else {
      let words = need.map(Figures.bytes) ?? "more than can be counted"
      throw ModelError(
        "this model needs \(words) of memory, and the machine has \(Figures.bytes(available)); "
          + "lower hidden, clusters, embeddingDimension or batchSize")
    }
  }
}
