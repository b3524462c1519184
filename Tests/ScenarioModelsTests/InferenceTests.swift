import Tensors
import Testing
import Training

@testable import ScenarioModels

/// A score is a row's own: nothing moves at inference, and the rows beside it do not matter.
struct InferenceTests {
  private func trained(_ kind: ModelKind) throws -> Learner {
    var learner = try learner(kind, smallSettings(clusters: 5))
    for step in 0..<5 {
      let batch = Batch(rows: 64, seed: step)
      _ = learner.train(on: batch.input, labels: batch.labels)
    }
    return learner
  }

  private func expectSame(_ actual: [Float], _ expected: [Float], sourceLocation: SourceLocation = #_sourceLocation) {
    #expect(actual.count == expected.count, sourceLocation: sourceLocation)
    // Products of other shapes add up in another order.
    let same = zip(actual, expected).allSatisfy { abs($0 - $1) <= 1e-5 * max(abs($1), 0.1) }
    #expect(same, sourceLocation: sourceLocation)
  }

  @Test(arguments: ModelKind.allCases)
  func batchMatesDoNotMatter(kind: ModelKind) throws {
    let learner = try trained(kind)
    let batch = Batch(rows: 300, seed: 9)
    let together = learner.predict(batch.input)
    let logits = together.logits.matrix.elements

    var draws = RandomGenerator(seed: 2)
    let order = (0..<300).shuffled(using: &draws)
    var shuffled = batch
    shuffled.values = order.map { batch.values[$0] }
    let apart = learner.predict(shuffled.input)
    expectSame(apart.logits.matrix.elements, order.map { logits[$0] })
    let expected = together.routing.map { routing in order.map { routing.clusters[$0] } }
    #expect(apart.routing.map { Array($0.clusters) } == expected)

    for row in [0, 1, 127, 128, 299] {
      var alone = batch
      alone.values = [batch.values[row]]
      let output = learner.predict(alone.input)
      expectSame(output.logits.matrix.elements, [logits[row]])
      #expect(output.routing?.clusters.first == together.routing?.clusters[row])
    }
  }

  @Test(arguments: ModelKind.allCases)
  func nothingMoves(kind: ModelKind) throws {
    let learner = try trained(kind)
    let before = learner.parameters.bits
    let batch = Batch(rows: 100, seed: 10)
    let first = learner.predict(batch.input).logits.matrix.elements
    let second = learner.predict(batch.input).logits.matrix.elements
    #expect(learner.parameters.bits == before)
    #expect(first == second)
  }

  /// A scenario that training never saw, and none at all, are no different to these models.
  @Test(arguments: ModelKind.allCases)
  func unknownScenarios(kind: ModelKind) throws {
    var learner = try trained(kind)
    let batch = Batch(rows: 20, seed: 11)
    let unknown = batch.input(scenarios: Array(repeating: -1, count: 20))
    #expect(learner.predict(unknown).logits.matrix.elements == learner.predict(batch.input).logits.matrix.elements)
    #expect(learner.train(on: unknown, labels: batch.labels).isFinite)
  }

  @Test(arguments: ModelKind.allCases)
  func noRows(kind: ModelKind) throws {
    let output = try trained(kind).predict(Batch(rows: 0, seed: 1).input)
    #expect(output.logits.rows == 0 && output.logits.columns == 1)
  }
}
