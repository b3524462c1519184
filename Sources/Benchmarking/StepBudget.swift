import ScenarioModels
import Tensors
import Training

/// What a training step takes at the least, phase by phase: the operations that must run, at the pace of the machine's
/// matrix products, or the bytes that must move, at the pace of its memory; whichever takes longer.
///
/// Every weight counts as used, as where each cluster or scenario has rows. What fits into a cache moves faster than this
/// says, so a phase may come in below its bytes.
public struct StepBudget: Sendable {
  /// Of a step.
  struct Need: Sendable {
    var operations = 0.0
    var bytes = 0.0
  }

  let needs: [Stopwatch.Phase: Need]
  public let gigaflopsPerSecond: Double
  public let gigabytesPerSecond: Double

  /// - Parameters:
  ///   - batches: as they are trained on; needs are means over them.
  ///   - gigaflopsPerSecond, gigabytesPerSecond: what the machine reaches (`Workspace.peakGigaflopsPerSecond`,
  ///     `memoryGigabytesPerSecond`).
  init(
    _ learner: Learner, on batches: [ModelInput], gigaflopsPerSecond: Double, gigabytesPerSecond: Double
  ) {
    self.gigaflopsPerSecond = gigaflopsPerSecond
    self.gigabytesPerSecond = gigabytesPerSecond
    func mean(_ count: (Bags) -> Int) -> Double {
      Double(batches.reduce(0) { $0 + count($1.bags) }) / Double(max(batches.count, 1))
    }
    let (rows, bags, ids) = (mean(\.rows), mean(\.count), mean(\.ids.count))
    let used = mean { Set($0.ids).count }
    let tables = learner.parameters.all.filter { learner.parameters.role(of: $0) == .embedding }
    let row = Double(4 * tables.reduce(0) { $0 + ($1.shape.last ?? 0) })
    let counts = Predictor(learner).parameterCounts
    let weights = Double(4 * (counts.shared + counts.specific + counts.other))
    let routing = learner.model.routingModel?.routingFlopsPerRow ?? .none
    let network = Double(learner.model.flopsPerRow.forward - routing.forward)
    needs = [
      .lookup: Need(bytes: (ids + bags) * row),
      // Inputs are read for their moments and to be compared, and written once on the way.
      .routing: routing.training == 0
        ? Need() : Need(operations: rows * Double(routing.training), bytes: 3 * bags * row),
      .forward: Need(operations: rows * network, bytes: weights),
      .backward: Need(operations: rows * network, bytes: weights),
      // A weight and its two moments, read and written.
      .weightUpdate: Need(operations: rows * network, bytes: 6 * weights),
      // Ids in; rows and their uses out, for each table.
      .idSort: Need(bytes: Double(tables.count) * ids * 12),
      // Table rows and their second moments, read and written; the gradients of bags.
      .embeddingUpdate: Need(bytes: (4 * used + bags) * row),
    ]
  }

  /// Milliseconds of a step; nil for a phase that needs nothing in particular.
  func milliseconds(_ phase: Stopwatch.Phase) -> Double? {
    needs[phase].map { max($0.operations / gigaflopsPerSecond, $0.bytes / gigabytesPerSecond) * 1e-6 }
  }
}
