import Tensors
import Testing
import Training

@testable import ScenarioModels

/// What models cost follows from their layers; here it is added up by hand.
struct CostTests {
  /// Weights that a row of the variant meets, without biases, and the routers' operations.
  private func byHand(_ variant: Variant, scenarios m: Int) -> (weights: Int, routing: Flops) {
    let settings = variant.settings
    let inputs = 3 * 4 + (settings.statistics ? 3 * 2 : 0)
    let widths = [inputs] + settings.hidden + [1]
    func tower(_ widths: some Collection<Int>) -> Int { zip(widths, widths.dropFirst()).reduce(0) { $0 + $1.0 * $1.1 } }
    let none = Flops(forward: 0, training: 0)
    let width = settings.hidden.last ?? inputs
    switch variant.kind {
    case .lr, .fm: return (settings.statistics ? 3 : 0, none)
    case .dnn, .sharedBottom: return (tower(widths), none)
    case .hmoe:
      let e = settings[HMoE.self].experts > 0 ? settings[HMoE.self].experts : m
      return (
        e * tower(widths.dropLast()) + inputs * m * e + m * e * width + m * width + inputs * m, none
      )
    case .ple:
      let (s, levels, hidden) = (settings[PLE.self].sharedExperts, settings[PLE.self].levels, settings.hidden.count)
      let weights = (0..<levels).reduce(width) { sum, level in
        let own = Array(widths[hidden * level / levels...hidden * (level + 1) / levels])
        let isLast = level == levels - 1
        let ends = own[0] + own[own.count - 1]
        let mixtures = (level < levels - 2 ? m : 1) * (1 + s) * ends
        return sum + (isLast ? 1 + s : m + s) * tower(own) + mixtures + (isLast ? 0 : (m + s) * ends)
      }
      return (weights, none)
    case .star:
      let auxiliary = settings[STAR.self].auxiliaryNetwork ? (4 + inputs) * 32 + 32 : 0
      return (tower(widths) + auxiliary, none)
    case .adasparse: return (tower(widths) + widths.dropLast().reduce(0) { $0 + (4 + $1) * $1 }, none)
    default:
      let names = (settings.routeOn ?? "all").split(separator: ",")
      let visits = names.count * (settings.assignment == .topTwo ? 2 : 1)
      let shared = tower(widths.prefix(settings.sharedLayers + 1))
      let k = settings.clusters
      let routing = names.reduce(none) { sum, name in
        let length = ["user": 8, "item": 4][name] ?? inputs
        if settings.router == .dlm {
          let similarities = 2 * k * length
          return Flops(forward: sum.forward + similarities, training: sum.training + 2 * similarities * 3)
        }
        return Flops(
          forward: sum.forward + 2 * length * (4 + k), training: sum.training + 2 * length * (2 * 4 + 2 * k))
      }
      return (shared + visits * (tower(widths) - shared), routing)
    }
  }

  @Test("Operations of a row are those of the products that it goes through", arguments: Variant.all)
  func flops(variant: Variant) throws {
    let model = try ModelPlan(variant.kind, for: shape, variant.settings).model
    let (weights, routing) = byHand(variant, scenarios: 4)
    #expect(
      model.flopsPerRow
        == Flops(forward: 2 * weights + routing.forward, training: 6 * weights + routing.training))
    #expect(model.routingModel?.routingFlopsPerRow ?? .none == routing)
  }

  @Test("A plan has the tensors of the model, and none of their numbers", arguments: Variant.all)
  func plans(variant: Variant) async throws {
    let plan = try ModelPlan(variant.kind, for: shape, variant.settings)
    let store = Parameters(generator: RandomGenerator(seed: 1))
    let model = try variant.kind.model(for: shape, variant.settings, in: store)
    #expect(plan.parameters.all == store.all)
    #expect(plan.parameters.all.map(plan.parameters.role) == store.all.map(store.role))
    #expect(plan.model.cost == model.cost)
    await #expect(processExitsWith: .failure) {
      let plan = try ModelPlan(.dnn, for: shape, ModelSettings())
      _ = plan.parameters[plan.parameters.all[0]]
    }
  }

  /// Numbers of this test's network are large beside small change: gates, moments of rows, pieces of weight gradients.
  @Test("The memory that a model needs is an upper estimate, and not twice too high", arguments: Variant.all)
  func memory(variant: Variant) throws {
    var settings = variant.settings
    settings.hidden = settings.hidden.count == 3 ? [96, 64, 32] : [96, 32]
    settings.embeddingDimension = 16
    let rows = 2000
    let workspace = Workspace(threads: 1)
    var learner = try learner(variant.kind, settings, in: workspace)
    for step in 0..<2 {
      let batch = Batch(rows: rows, seed: step)
      _ = try learner.train(on: batch.input, labels: batch.labels)
    }
    let parameters = learner.parameters
    let numbers =
      parameters.all.reduce(0) { $0 + parameters[$1].count }
      + learner.optimiser.state.reduce(0) { $0 + $1.matrix.count }
    let used = 4 * numbers + workspace.buffers.bytes
    let need = try #require(
      try ModelPlan(variant.kind, for: shape, settings).memoryNeed(.training, rows: rows))
    #expect(need >= used && need < 2 * used, "needed \(need), used \(used)")
  }
}
