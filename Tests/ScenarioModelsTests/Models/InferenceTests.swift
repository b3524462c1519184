import Tensors
import Testing
import Training

@testable import ScenarioModels

/// A score is a row's own: nothing moves at inference, and the rows beside it do not matter.
struct InferenceTests {
  private func trained(_ variant: Variant) throws -> Learner {
    var learner = try variant.learner()
    for step in 0..<5 {
      let batch = Batch(rows: 64, seed: step, of: [0, 1, 2, 3, 2])
      _ = try learner.train(on: batch.input, labels: batch.labels)
    }
    return learner
  }

  private func expectSame(_ actual: [Float], _ expected: [Float], sourceLocation: SourceLocation = #_sourceLocation) {
    #expect(actual.count == expected.count, sourceLocation: sourceLocation)
    // Products of other shapes add up in another order.
    let same = zip(actual, expected).allSatisfy { abs($0 - $1) <= 1e-5 * max(abs($1), 0.1) }
    #expect(same, sourceLocation: sourceLocation)
  }

  @Test(arguments: Variant.all)
  func batchMatesDoNotMatter(variant: Variant) throws {
    let learner = try trained(variant)
    let batch = Batch(rows: 300, seed: 9, of: [0, 1, 2, 3, -1])
    let together = learner.predict(batch.input)
    let logits = together.logits.matrix.elements

    var draws = RandomGenerator(seed: 2)
    let order = (0..<300).shuffled(using: &draws)
    let apart = learner.predict(Batch(batch, rows: order).input)
    expectSame(apart.logits.matrix.elements, order.map { logits[$0] })
    let expected = together.routing.map { routing in order.map { routing.clusters[$0] } }
    #expect(apart.routing.map { Array($0.clusters) } == expected)

    for row in [0, 1, 2, 3, 4, 127, 128, 299] {
      let output = learner.predict(Batch(batch, rows: [row]).input)
      expectSame(output.logits.matrix.elements, [logits[row]])
      #expect(output.routing?.clusters.first == together.routing?.clusters[row])
    }
    // Only rows of one scenario.
    let rows = batch.scenarios.indices.filter { batch.scenarios[$0] == 2 }
    expectSame(learner.logits(Batch(batch, rows: rows)), rows.map { logits[$0] })
  }

  @Test(arguments: Variant.all)
  func nothingMoves(variant: Variant) throws {
    let learner = try trained(variant)
    let before = learner.parameters.bits
    let batch = Batch(rows: 100, seed: 10)
    let (first, second) = (learner.logits(batch), learner.logits(batch))
    #expect(learner.parameters.bits == before)
    #expect(first == second)
  }

  @Test(arguments: Variant.all)
  func noRows(variant: Variant) throws {
    let output = try trained(variant).predict(Batch(rows: 0, seed: 1).input)
    #expect(output.logits.rows == 0 && output.logits.columns == 1)
  }
}
