import ScenarioModels
import Tensors
import Testing
import Training

#if canImport(Darwin)
  import Darwin
#else
  import Glibc
#endif

/// What logits start at.
@Suite struct OutputBiasTests {
  private func logits(_ kind: ModelKind, clickRate: Double?, deviation: Double) throws -> Matrix {
    var settings = smallSettings()
    settings.embeddingDeviation = deviation
    let like = smallShape()
    let built = ModelShape(
      fields: like.fields, tableRows: like.tableRows, scenarios: like.scenarios, clickRate: clickRate)
    let learner = try Learner(
      kind, for: built, settings, optimiser: Adam(), generator: RandomGenerator(seed: 3), in: Workspace(threads: 2))
    let bags = Bags(ids: [0, 12, 25, 1, 13, 26, 27], starts: [0, 1, 2, 3, 4, 5, 7], pooling: pooling)
    return learner.predict(ModelInput(bags: bags, scenarios: [0, 3])).logits.matrix
  }

  /// Of embeddings that are all zero only biases are left.
  @Test("Every row's logit starts at the log-odds", arguments: ModelKind.allCases, [0.001, 0.3, 0.99])
  func logOdds(kind: ModelKind, rate: Double) throws {
    for z in try logits(kind, clickRate: rate, deviation: 0).elements {
      #expect(abs(Double(z) - log(rate / (1 - rate))) < 1e-3)
    }
  }

  @Test("The network's part is what it is without, and without a rate the odds are even", arguments: ModelKind.allCases)
  func network(kind: ModelKind) throws {
    let even = try logits(kind, clickRate: nil, deviation: 0)
    #expect(even.elements.allSatisfy { abs($0) < 1e-6 })
    // HMoE adds its bias to each scenario's score before it mixes their probabilities.
    guard kind != .hmoe else { return }
    let (without, with) = (
      try logits(kind, clickRate: nil, deviation: 0.8), try logits(kind, clickRate: 0.2, deviation: 0.8)
    )
    for (a, b) in zip(without.elements, with.elements) { #expect(abs(Double(b - a) - log(0.25)) < 1e-4) }
  }

  @Test func ratesAtTheEndsAreFinite() {
    for rate in [0.0, 1] {
      let shape = ModelShape(fields: [], tableRows: 1, scenarios: 1, clickRate: rate)
      #expect(shape.outputBias.isFinite && abs(shape.outputBias) < 30)
    }
  }
}
