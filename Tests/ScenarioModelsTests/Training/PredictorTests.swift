import Testing
import Training

@testable import ScenarioModels
@testable import Tensors

/// Products made once serve every batch, and nothing about a score tells.
struct PredictorTests {
  private func trained(_ variant: Variant, threads: Int = 2) throws -> Learner {
    var learner = try ScenarioModelsTests.learner(
      variant.kind, variant.settings, in: Workspace(threads: threads))
    learner.parameters.shake()
    for step in 0..<5 {
      let batch = Batch(rows: 64, seed: step, of: [0, 1, 2, 3, 2])
      _ = try learner.train(on: batch.input, labels: batch.labels)
    }
    return learner
  }

  private func bits(_ output: ModelOutput) -> [UInt32] { output.logits.matrix.elements.map(\.bitPattern) }

  /// First a single row, so that most clusters and scenarios have none in the batch that their products are made for.
  @Test(arguments: Variant.all)
  func sameBits(variant: Variant) throws {
    let learner = try trained(variant)
    let predict = Predictor(learner)
    for (seed, rows) in [1, 300, 0, 7, 64, 1].enumerated() {
      let input = Batch(rows: rows, seed: 80 + seed, of: [1, 2, 0, 3, -1]).input
      let (once, anew) = (predict(input), learner.predict(input))
      #expect(bits(once) == bits(anew), "\(rows) rows")
      #expect(once.routings.map { Array($0.clusters) } == anew.routings.map { Array($0.clusters) })
      #expect(once.routings.map(\.coefficients.elements) == anew.routings.map(\.coefficients.elements))
    }
  }

  /// The product, the sum and the centres over τ, and no more than once: what is kept does not grow with the batches.
  @Test(arguments: [ModelKind.adl, .star, .dnn])
  func whatIsKept(kind: ModelKind) throws {
    var settings = smallSettings()
    settings.router = .adaptive
    let learner = try trained(Variant(kind) { $0 = settings })
    let derived = DerivedMatrices()
    func predict(_ batch: Batch) {
      let tape = Tape(
        parameters: learner.parameters, workspace: Workspace(threads: 1), mode: .inference,
        generator: RandomGenerator(seed: 1), derived: derived)
      _ = learner.model(batch.input, on: tape)
    }
    predict(Batch(rows: 1, seed: 1))
    let kept = derived.count
    for seed in 2..<6 { predict(Batch(rows: 50, seed: seed)) }
    #expect(derived.count == kept)
    let specific = learner.parameters.all.filter { $0.name.contains("specific") }.reduce(0) { $0 + $1.count }
    let centres = (learner.model.routingModel?.perspectives ?? []).reduce(0) { $0 + $1.centres.count }
    #expect(kept == specific + centres)
    #expect((kept == 0) == (kind == .dnn))
  }

  /// Parameters that move are a new predictor's business: an old one shows that it kept what it made.
  @Test func productsAreMadeOnce() throws {
    var learner = try trained(Variant(.adl))
    let (predict, batch) = (Predictor(learner), Batch(rows: 40, seed: 3))
    let before = bits(predict(batch.input))
    let weights = learner.parameters["tower.0.specific.weight"].copy()
    _ = try learner.train(on: batch.input, labels: batch.labels)
    #expect(learner.parameters["tower.0.specific.weight"].elements != weights.elements)
    let now = bits(learner.predict(batch.input))
    #expect(now != before)
    #expect(bits(Predictor(learner)(batch.input)) == now)
    #expect(bits(predict(batch.input)) != now)
  }

  /// A single row is no work for several threads: waking them would cost more than it brings. (HMoE and PLE send each row
  /// through all of their experts, which several threads share.)
  @Test(arguments: ModelKind.allCases.filter { $0 != .hmoe && $0 != .ple })
  func aSingleRowWakesNobody(kind: ModelKind) throws {
    var settings = smallSettings()
    settings.router = .adaptive
    let workspace = Workspace(threads: 3)
    let learner = try learner(kind, settings, in: workspace)
    let predict = Predictor(learner)
    let inputs = (0..<4).map { Batch(rows: 1, seed: $0).input }
    _ = predict(inputs[0])
    let before = workspace.workers.jobsShared
    for input in inputs { _ = predict(input) }
    #expect(workspace.workers.jobsShared == before)
    _ = predict(Batch(rows: 2000, seed: 1).input)
    #expect(workspace.workers.jobsShared > before)
  }
}
