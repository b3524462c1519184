import Tensors
import Testing
import Training

@testable import ScenarioModels

/// Scenarios that a model was not made for: only one, very many, one never seen, one without a click.
struct ScenarioTests {
  @Test(arguments: Variant.all)
  func one(variant: Variant) throws {
    var learner = try variant.learner(scenarios: 1)
    let model = variant.plain(scenarios: 1)
    var oracle = PlainLearner(model, learner.parameters.numbers, learningRate: 0.01)
    for step in 0..<2 {
      let batch = Batch(rows: 18 - 10 * step, seed: 10 + step, of: [0, 0, -1])
      expectClose(learner.logits(batch), model.logits(learner.parameters.numbers, batch))
      let loss = try learner.train(on: batch.input, labels: batch.labels)
      expectClose([loss], [oracle.step(batch)], tolerance: 2e-5)
      expectSame(learner.parameters, oracle, "after step \(step)")
    }
  }

  @Test(arguments: ModelKind.allCases)
  func fiveHundred(kind: ModelKind) throws {
    let variant = Variant(kind) { settings in
      settings.embeddingDimension = 2
    }
    var learner = try variant.learner(scenarios: 500)
    let model = variant.plain(scenarios: 500)
    let store = learner.parameters
    let batch = Batch(rows: 12, seed: 12, of: [499, 0, 7, 250, 7, -1, 500])
    expectClose(learner.logits(batch), model.logits(store.numbers, batch), tolerance: 3e-5)
    expectClose(learner.trainingLogits(batch), model.logits(store.numbers, batch, training: true), tolerance: 3e-5)
    let (before, numbers) = (store.bits, store.numbers)
    let loss = try learner.train(on: batch.input, labels: batch.labels)
    expectClose([loss], [model.loss(numbers, constants: numbers, batch)], tolerance: 2e-5)
    let after = store.bits
    for parameter in store.all where ![.state, .embedding].contains(store.role(of: parameter)) {
      let name = parameter.name
      guard let parts = model.parts(of: name, batch, numbers), parts.count == 500 else { continue }
      let (old, new) = (before[name] ?? [], after[name] ?? [])
      let size = old.count / 500
      let moved = (0..<500).filter { old[$0 * size..<($0 + 1) * size] != new[$0 * size..<($0 + 1) * size] }
      #expect(moved == [0, 7, 250, 499], "\(name)")
    }
  }

  /// A scenario that training never saw is treated as the one that it saw most rows of, the first of equals.
  @Test(arguments: Variant.all)
  func unseen(variant: Variant) throws {
    var learner = try variant.learner()
    let batch = Batch(rows: 20, seed: 11, of: [0])
    func logits(_ scenario: Int32) -> [Float] {
      var other = batch
      other.scenarios = Array(repeating: scenario, count: 20)
      return learner.logits(other)
    }
    func train(_ rows: Int, of scenarios: [Int32]) throws {
      let batch = Batch(rows: rows, seed: rows, of: scenarios)
      #expect(try learner.train(on: batch.input, labels: batch.labels).isFinite)
    }
    #expect(logits(-1) == logits(0), "before any training, the first")
    try train(9, of: [1, 2, 2])
    #expect(logits(-1) == logits(2))
    #expect(logits(4) == logits(2), "an index too large is no more known")
    try train(3, of: [1])
    #expect(logits(-1) == logits(1), "six rows each: the first")
    try train(1, of: [-1])
    try train(1, of: [2])
    #expect(logits(-1) == logits(1), "a row of an unknown scenario counts for the one that it trained")
    try train(3, of: [3, 2])
    #expect(logits(-1) == logits(2))

    let knows = variant.kind.knowsScenarios
    let names = learner.parameters.all.map(\.name)
    #expect(names.contains("scenarios.rows") == knows)
    if knows {
      #expect(learner.parameters["scenarios.rows"].elements == [0, 7, 8, 2])
      #expect(logits(0) != logits(1) && logits(1) != logits(3))
    }
  }

  /// A scenario without a click learns that, and leaves the others alone.
  @Test(arguments: Variant.all)
  func withoutClicks(variant: Variant) throws {
    var learner = try learner(variant.kind, variant.settings)
    var batch = Batch(rows: 80, seed: 13)
    // Ids of its own, so that models which do not look at the scenario can learn it too.
    for row in 0..<80 {
      let isIt = batch.scenarios[row] == 2
      batch.values[row][0] = [isIt ? 9 : batch.values[row][0][0] % 9]
      batch.labels[row] = isIt ? 0 : batch.labels[row]
    }
    for _ in 0..<150 { _ = try learner.train(on: batch.input, labels: batch.labels) }
    let probabilities = learner.logits(batch).map(sigmoid)
    let own = probabilities.indices.filter { batch.scenarios[$0] == 2 }.map { probabilities[$0] }
    #expect(probabilities.allSatisfy { $0.isFinite })
    #expect(own.reduce(0, +) / Float(own.count) < 0.2)
    let others = probabilities.indices.filter { batch.scenarios[$0] != 2 && batch.labels[$0] == 1 }
    #expect(others.map { probabilities[$0] }.reduce(0, +) / Float(others.count) > 0.5)
  }

  /// What each system is for: in the same row, another scenario is another score.
  @Test(arguments: Variant.all.filter(\.kind.knowsScenarios))
  func scoresDifferByScenario(variant: Variant) throws {
    let learner = try variant.learner()
    let rows = Array(repeating: 3, count: 4)
    var batch = Batch(Batch(rows: 10, seed: 14), rows: rows)
    batch.scenarios = [0, 1, 2, 3]
    #expect(Set(learner.logits(batch)).count == 4)
  }
}
