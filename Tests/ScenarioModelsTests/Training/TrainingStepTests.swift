import Tensors
import Testing
import Training

@testable import ScenarioModels

/// Whole training steps, Adam and state included, against the plain model's.
struct TrainingStepTests {
  /// Several steps, so that moments and inherited state count: all scenarios, two of them, all again.
  @Test(arguments: Variant.all)
  func steps(variant: Variant) throws {
    try compare(
      variant, [Batch(rows: 20, seed: 20), Batch(rows: 9, seed: 21, of: [1, 3]), Batch(rows: 16, seed: 22)],
      embeddingL2: 0.01)
  }

  /// Rows of scenarios that are not known, before any is and after, and a scenario with enough rows for its own moments.
  @Test(arguments: Variant.all)
  func unknownScenarios(variant: Variant) throws {
    try compare(
      variant,
      [
        Batch(rows: 5, seed: 23, of: [-1, 2]), Batch(rows: 30, seed: 24, of: [1, 1, 0]),
        Batch(rows: 12, seed: 25, of: [3, 4, -1]),
      ])
  }

  /// With one iteration, which looks at the inherited centres: after that all centres are the one row's direction.
  @Test(arguments: Variant.all)
  func batchesOfOne(variant: Variant) throws {
    let single = Variant(variant.kind) { settings in
      settings = variant.settings
      settings.routing[DLMRouter.self].iterations = 1
    }
    try compare(
      single, [Batch(rows: 1, seed: 26), Batch(rows: 20, seed: 27), Batch(rows: 1, seed: 28, of: [2])])
  }

  /// Adam's moments of a scenario without rows stay as they are too: it goes on where it was.
  @Test(arguments: Variant.all)
  func awayForAWhile(variant: Variant) throws {
    try compare(
      variant,
      [Batch(rows: 12, seed: 29)] + (0..<2).map { Batch(rows: 8, seed: 30 + $0, of: [0, 2]) }
        + [Batch(rows: 12, seed: 33, of: [1, 3])])
  }

  private func compare(_ variant: Variant, _ batches: [Batch], embeddingL2 l2: Double = 0) throws {
    let rate = 0.01
    var learner = try variant.learner(learningRate: rate, embeddingL2: l2)
    var oracle = PlainLearner(variant.plain(), learner.parameters.numbers, learningRate: rate, embeddingL2: l2)
    for (step, batch) in batches.enumerated() {
      if let adl = oracle.model as? PlainADL {
        #expect(adl.route(oracle.numbers, batch).margin > 1e-4, "the test's rows are between clusters")
      }
      let loss = try learner.train(on: batch.input, labels: batch.labels)
      let expected = oracle.step(batch)
      expectClose([loss], [expected], tolerance: 2e-5, "the loss of step \(step)")
      expectSame(learner.parameters, oracle, "after step \(step)")
    }
  }

  /// The gradient that each tensor gets, once, is the plain model's. So none flows through the routing, the hard gates
  /// and the other scenarios' scores.
  @Test(arguments: Variant.all)
  func gradients(variant: Variant) throws {
    let learner = try variant.learner()
    let batch = Batch(rows: 28, seed: 31, of: [0, 0, 0, 1, 2])
    let tape = Tape(
      parameters: learner.parameters, workspace: Workspace(threads: 2), mode: .training,
      generator: RandomGenerator(seed: 1))
    let output = learner.model(batch.input, on: tape)
    tape.backward(from: tape.crossEntropy(output.logits, labels: batch.labels))
    if variant.kind == .adl { #expect(Set(try #require(output.routing).clusters).count > 1) }

    let (store, model) = (learner.parameters, variant.plain())
    for parameter in store.all {
      let parts = tape.gradients.compactMap { $0.denseMatrix(for: parameter, in: store)?.elements }
      if store.role(of: parameter) == .state {
        #expect(parts.isEmpty, "\(parameter.name) is not learned by gradient")
      } else {
        #expect(parts.count == 1, "an optimiser steps once for each gradient of \(parameter.name)")
        let expected = model.gradient(of: parameter.name, store.numbers, batch)
        expectClose(parts.first ?? [], expected, tolerance: 2e-5, parameter.name)
      }
    }
  }

  /// What had no rows keeps its weights, bit by bit, though its moments are not zero; what had some does not.
  @Test(arguments: Variant.all)
  func onlyPartsUsedChange(variant: Variant) throws {
    var learner = try variant.learner(embeddingL2: 0.1)
    let (store, model) = (learner.parameters, variant.plain())
    for step in 0..<3 {
      let batch = Batch(rows: 200, seed: 40 + step)
      _ = try learner.train(on: batch.input, labels: batch.labels)
    }
    for (seed, scenarios) in ([[0], [1, 3], [2], [-1]] as [[Int32]]).enumerated() {
      let batch = Batch(rows: 3, seed: 50 + seed, of: scenarios)
      let (before, numbers) = (store.bits, store.numbers)
      _ = try learner.train(on: batch.input, labels: batch.labels)
      let after = store.bits
      for parameter in store.all where store.role(of: parameter) != .state {
        let name = parameter.name
        let (old, new) = (before[name] ?? [], after[name] ?? [])
        let parts = model.parts(of: name, batch, numbers) ?? [true]
        let size = old.count / parts.count
        for (part, isUsed) in parts.enumerated() {
          let range = part * size..<(part + 1) * size
          // A lone expert's gate has no gradient to move it.
          if isUsed && old[range] == new[range] && name.hasPrefix("gate.") && variant.settings[HMoE.self].experts == 1 {
            continue
          }
          #expect((old[range] != new[range]) == isUsed, "\(name), part \(part)")
        }
      }
    }
  }

  /// A batch of none has the loss 0 and, as first step, moves nothing that is learned.
  @Test(arguments: Variant.all)
  func aBatchOfNone(variant: Variant) throws {
    var learner = try variant.learner()
    let before = learner.parameters.numbers
    #expect(try learner.train(on: Batch(rows: 0, seed: 1).input, labels: []) == 0)
    for parameter in learner.parameters.all where parameter.name != "pruner.steps" {
      expectClose(learner.parameters[parameter].elements, before[parameter.name] ?? [], tolerance: 1e-6, parameter.name)
    }
  }

  /// What training is for: on the same batch again and again the loss falls.
  @Test(arguments: Variant.all)
  func theLossFalls(variant: Variant) throws {
    var learner = try learner(variant.kind, variant.settings)
    let batch = Batch(rows: 64, seed: 70)
    let first = try learner.train(on: batch.input, labels: batch.labels)
    var last = first
    for _ in 0..<200 { last = try learner.train(on: batch.input, labels: batch.labels) }
    // Weights of thirty values do not learn sixty-four rows by heart.
    #expect(last < (variant.kind == .lr ? 0.7 * first : first / 4))
  }
}

/// The library's tensors as the plain learner's. A step is the measure, not a weight.
func expectSame(
  _ parameters: Parameters, _ oracle: PlainLearner, _ what: String, sourceLocation: SourceLocation = #_sourceLocation
) {
  #expect(Set(parameters.all.map(\.name)) == Set(oracle.numbers.keys), sourceLocation: sourceLocation)
  for parameter in parameters.all {
    let (actual, expected) = (parameters[parameter].elements, oracle.numbers[parameter.name] ?? [])
    let slack = oracle.slack[parameter.name] ?? []
    let isState = parameters.role(of: parameter) == .state
    #expect(actual.count == expected.count, sourceLocation: sourceLocation)
    let excess = actual.indices.map { i in
      abs(Double(actual[i]) - expected[i]) - slack[i] - (isState ? 2e-5 * max(1, abs(expected[i])) : 0)
    }
    let limit = 2e-3 * oracle.learningRate
    // `<=` on NaN is false, so that NaN is found.
    #expect(
      excess.allSatisfy { $0 <= limit }, "\(parameter.name) \(what): off by \(excess.max() ?? .nan)",
      sourceLocation: sourceLocation)
  }
}
