import Tensors
import Testing

@testable import ScenarioModels

/// Whole training steps, Adam and routing included, against the plain model's.
struct TrainingStepTests {
  /// Several steps, so that moments and inherited centres count.
  @Test(arguments: ModelKind.allCases, [0, 0.01])
  func steps(kind: ModelKind, l2: Double) throws {
    try compare(kind, smallSettings(), rows: [20, 9, 16], l2: l2)
  }

  /// With one iteration, which looks at the inherited centres: after that all centres are the one row's direction.
  @Test(arguments: ModelKind.allCases)
  func batchesOfOne(kind: ModelKind) throws {
    var settings = smallSettings()
    settings.routingIterations = 1
    try compare(kind, settings, rows: [1, 20, 1], l2: 0)
  }

  private func compare(_ kind: ModelKind, _ settings: ModelSettings, rows: [Int], l2: Double) throws {
    let rate = 0.01
    var learner = try learner(kind, settings, learningRate: rate, embeddingL2: l2)
    learner.parameters.shake()
    var oracle = PlainLearner(
      plain(kind, settings), learner.parameters.numbers, learningRate: rate, embeddingL2: l2)
    for (step, rows) in rows.enumerated() {
      let batch = Batch(rows: rows, seed: 20 + step)
      #expect(oracle.model.route(oracle.numbers, batch.values).margin > 1e-4, "the test's rows are between clusters")
      let loss = learner.train(on: batch.input, labels: batch.labels)
      let expected = oracle.step(batch)
      expectClose([loss], [expected], "the loss of step \(step)")
      for parameter in learner.parameters.all {
        let (actual, expected) = (learner.parameters[parameter].elements, oracle.numbers[parameter.name] ?? [])
        #expect(actual.count == expected.count)
        let distance = zip(actual, expected).map { abs(Double($0) - $1) }.max() ?? .nan
        // Against the length of a step, not of a weight.
        #expect(distance < 2e-3 * rate, "\(parameter.name) after step \(step)")
      }
    }
  }

  /// The embeddings' gradient is that of the network alone, each row staying in its cluster: none flows through the
  /// coefficients, the similarities or the centres.
  @Test func noGradientThroughRouting() throws {
    let learner = try learner(.adl, smallSettings())
    learner.parameters.shake()
    let batch = Batch(rows: 30, seed: 31)
    let tape = Tape(
      parameters: learner.parameters, workspace: Workspace(threads: 2), mode: .training,
      generator: RandomGenerator(seed: 1))
    let output = learner.model(batch.input, on: tape)
    tape.backward(from: tape.crossEntropy(output.logits, labels: batch.labels))
    let clusters = try #require(output.routing).clusters.map(Int.init)
    #expect(Set(clusters).count > 1)

    let store = learner.parameters
    let model = plain(.adl, smallSettings())
    for parameter in store.all {
      let parts = tape.gradients.compactMap { $0.spelledOut(for: parameter, in: store)?.elements }
      if store.role(of: parameter) == .state {
        #expect(parts.isEmpty, "centres are not learned by gradient")
      } else {
        #expect(parts.count == 1, "an optimiser steps once for each gradient of \(parameter.name)")
        let expected = model.gradient(of: parameter.name, store.numbers, batch, clusters: clusters)
        expectClose(parts.first ?? [], expected, "\(parameter.name)")
      }
    }
  }

  /// A cluster without rows keeps its specific weights, bit by bit, though its moments are not zero.
  @Test func onlyClustersWithRowsChange() throws {
    var learner = try learner(.adl, smallSettings(clusters: 9))
    let store = learner.parameters
    for step in 0..<3 {
      let batch = Batch(rows: 200, seed: 40 + step)
      _ = learner.train(on: batch.input, labels: batch.labels)
    }
    for seed in 0..<5 {
      let batch = Batch(rows: 2, seed: 50 + seed)
      let active = Set(plain(.adl, smallSettings(clusters: 9)).route(store.numbers, batch.values).clusters)
      let before = store.bits
      _ = learner.train(on: batch.input, labels: batch.labels)
      let after = store.bits
      for name in before.keys where name.contains(".specific.") {
        let (old, new) = (before[name] ?? [], after[name] ?? [])
        let part = old.count / 9
        for cluster in 0..<9 {
          let range = cluster * part..<(cluster + 1) * part
          #expect((old[range] != new[range]) == active.contains(cluster), "\(name) of cluster \(cluster)")
        }
      }
      #expect(before["router.centres"] != after["router.centres"])
      #expect(before["tower.0.shared.weight"] != after["tower.0.shared.weight"])
    }
  }

  /// Embedding rows that a batch does not use stay too.
  @Test(arguments: ModelKind.allCases)
  func onlyRowsUsedChange(kind: ModelKind) throws {
    var learner = try learner(kind, smallSettings(), embeddingL2: 0.1)
    for seed in 0..<4 {
      let batch = Batch(rows: seed == 0 ? 100 : 2, seed: 60 + seed)
      let before = learner.parameters["embedding.table"].copy()
      _ = learner.train(on: batch.input, labels: batch.labels)
      let used = Set(batch.values.joined().joined())
      for row in 0..<shape.tableRows {
        #expect((before.row(row) != learner.parameters["embedding.table"].row(row)) == used.contains(row))
      }
    }
  }

  /// A batch of none has the loss 0 and, as first step, moves nothing.
  @Test(arguments: ModelKind.allCases)
  func aBatchOfNone(kind: ModelKind) throws {
    var learner = try learner(kind, smallSettings())
    let before = learner.parameters.numbers
    #expect(learner.train(on: Batch(rows: 0, seed: 1).input, labels: []) == 0)
    for parameter in learner.parameters.all {
      expectClose(learner.parameters[parameter].elements, before[parameter.name] ?? [], tolerance: 1e-6)
    }
  }

  /// What training is for: on the same batch again and again the loss falls.
  @Test(arguments: ModelKind.allCases)
  func theLossFalls(kind: ModelKind) throws {
    var learner = try learner(kind, smallSettings())
    let batch = Batch(rows: 64, seed: 70)
    let first = learner.train(on: batch.input, labels: batch.labels)
    var last = first
    for _ in 0..<200 { last = learner.train(on: batch.input, labels: batch.labels) }
    #expect(last < first / 4)
  }

  /// The option for timing: row i goes to cluster i modulo K, and the centres still move.
  @Test func rowsDealtInTurn() throws {
    var settings = smallSettings()
    settings.dealsRowsInTurn = true
    let learner = try learner(.adl, settings)
    let routing = try #require(learner.predict(Batch(rows: 7, seed: 1).input).routing)
    #expect(Array(routing.clusters) == [0, 1, 2, 0, 1, 2, 0])
  }
}
