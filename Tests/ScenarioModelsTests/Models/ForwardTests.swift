import Tensors
import Testing
import Training

@testable import ScenarioModels

/// A model's logits against the plain model's.
struct ForwardTests {
  /// 2 rows leave scenarios without any; of 130, each has more than enough for moments of its own.
  @Test(arguments: Variant.all, [1, 2, 17, 130])
  func logits(variant: Variant, rows: Int) throws {
    let learner = try variant.learner()
    let batch = Batch(rows: rows, seed: rows)
    expectSame(learner, variant, batch)
  }

  /// Groups on both sides of what STAR finds enough, rows out of order, and scenarios that are not known.
  @Test(arguments: Variant.all, [[0, 0, 1, 2], [3, -1, 1, 3, 4, 3], [2]] as [[Int32]])
  func scenarios(variant: Variant, scenarios: [Int32]) throws {
    let learner = try variant.learner()
    expectSame(learner, variant, Batch(rows: 60, seed: 7, of: scenarios))
  }

  /// Without hidden layers a tower is one linear unit; many layers are many.
  @Test(arguments: Variant.all, [[], [3], [9, 8, 7, 6, 5]] as [[Int]])
  func anyDepth(variant: Variant, hidden: [Int]) throws {
    // Experts are hidden layers, and a level of extraction has one at least.
    if variant.kind == .hmoe && hidden.isEmpty { return }
    if variant.kind == .ple && variant.settings[PLE.self].levels > hidden.count { return }
    let deep = Variant(variant.kind) { settings in
      settings = variant.settings
      settings.hidden = hidden
      settings.sharedLayers = min(settings.sharedLayers, hidden.count)
    }
    let learner = try deep.learner()
    expectSame(learner, deep, Batch(rows: 20, seed: 3))
  }

  private func expectSame(
    _ learner: Learner, _ variant: Variant, _ batch: Batch, sourceLocation: SourceLocation = #_sourceLocation
  ) {
    let (model, numbers) = (variant.plain(), learner.parameters.numbers)
    expectClose(
      learner.logits(batch), model.logits(numbers, batch), "inference", sourceLocation: sourceLocation)
    expectClose(
      learner.trainingLogits(batch), model.logits(numbers, batch, training: true), tolerance: 2e-5, "training",
      sourceLocation: sourceLocation)
  }

  /// At the start the specific weights are ones and the specific biases zeros: each group is the shared network.
  @Test(arguments: [ModelKind.adl, .star])
  func atTheStartAStarIsTheDNN(kind: ModelKind) throws {
    var settings = smallSettings(clusters: 4)
    (settings[STAR.self].partitionedNormalisation, settings[STAR.self].auxiliaryNetwork) = (false, false)
    let (dnn, star) = (try learner(.dnn, settings), try learner(kind, settings))
    for layer in 0..<3 {
      for part in ["weight", "bias"] {
        star.parameters["tower.\(layer).shared.\(part)"] = dnn.parameters["tower.\(layer).\(part)"].copy()
      }
    }
    let batch = Batch(rows: 100, seed: 4)
    star.parameters["embedding.table"] = dnn.parameters["embedding.table"].copy()
    expectClose(star.logits(batch), dnn.logits(batch).map(Double.init))
    if kind == .adl { #expect(Set(try #require(star.predict(batch.input).routing).clusters).count > 1) }
  }

  /// In training hidden units are dropped, differently at each step; never in inference, and never the logit.
  @Test(arguments: ModelKind.allCases.filter(\.isDeep))
  func dropoutIsForTraining(kind: ModelKind) throws {
    let variant = Variant(kind) { $0.dropout = 0.5 }
    let learner = try variant.learner()
    let batch = Batch(rows: 60, seed: 6)
    #expect(learner.trainingLogits(batch, seed: 1) == learner.trainingLogits(batch, seed: 1))
    #expect(learner.trainingLogits(batch, seed: 1) != learner.trainingLogits(batch, seed: 2))
    #expect(learner.trainingLogits(batch).allSatisfy { $0 != 0 })
    expectClose(learner.logits(batch), variant.plain().logits(learner.parameters.numbers, batch))
  }
}
