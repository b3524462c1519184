import Evaluation
import Tensors
import Testing
import Training

@testable import ScenarioModels

/// Routing by embeddings that saw no click.
struct DrawnRoutingTests {
  private func settings() -> ModelSettings {
    var settings = smallSettings()
    settings.router = .adaptive
    settings.routeBy = .drawn
    return settings
  }

  /// With the same rows under other labels, clusters are the same bit by bit; the logits are not.
  @Test func labelsHaveNoSay() throws {
    func run(_ labels: ([Float]) -> [Float]) throws -> (Parameters, Learner) {
      var learner = try learner(.adl, settings())
      for step in 0..<10 {
        let batch = Batch(rows: 100, seed: step)
        _ = try learner.train(on: batch.input, labels: labels(batch.labels))
      }
      return (learner.parameters, learner)
    }
    let (first, one) = try run { $0 }
    let (second, other) = try run { $0.map { 1 - $0 } }
    for parameter in first.all where first.role(of: parameter) == .state {
      #expect(first[parameter].elements == second[parameter.name].elements, "\(parameter.name)")
    }
    let batch = Batch(rows: 50, seed: 77)
    #expect(
      one.predict(batch.input).routing.map { Array($0.clusters) }
        == other.predict(batch.input).routing.map { Array($0.clusters) })
    #expect(one.logits(batch) != other.logits(batch))
  }

  /// New embeddings leave the clusters as they are, and other draws do not.
  @Test func theTableHasNoSay() throws {
    let learner = try learner(.adl, settings())
    learner.settleRouters()
    let store = learner.parameters
    let batch = Batch(rows: 50, seed: 1)
    let before = try #require(learner.predict(batch.input).routing).coefficients.elements
    store["embedding.table"] = Matrix(rows: 30, columns: 4)
    #expect(learner.predict(batch.input).routing?.coefficients.elements == before)
    store["router.seed"] = Matrix(rows: 1, columns: 4, elements: [1, 2, 3, 4])
    #expect(learner.predict(batch.input).routing?.coefficients.elements != before)
  }

  /// The planted clusters are found from the first pass on.
  @Test(arguments: [3, 5])
  func findsTheClusters(count: Int) throws {
    let log = LatentLog(batches: 12, shares: Array(repeating: 1 / Double(count), count: count))
    var settings = ModelSettings()
    settings.hidden = [8]
    settings.clusters = count
    settings.routeBy = .drawn
    var learner = try Learner(
      .adl, for: log.shape, settings, optimiser: Adam(), generator: RandomGenerator(seed: 1),
      in: Workspace(threads: 2))
    for batch in log.batches.dropLast() { _ = try learner.train(on: batch.input, labels: batch.labels) }
    let last = log.batches[log.batches.count - 1]
    let routing = try #require(learner.predict(last.input).routing)
    let agreement = try #require(ClusterAgreement(found: Array(routing.clusters), truth: last.clusters))
    #expect(agreement.adjustedRandIndex > 0.85, "\(agreement)")
  }
}
