import ScenarioModels
import Testing

@testable import Training

struct MemoryNeedTests {
  private let shape = ModelShape(
    fields: (0..<23).map { ModelShape.Field(name: "f\($0)", group: nil) }, tableRows: 1_000_000, scenarios: 29)

  private func need(
    _ model: ModelKind, _ use: ModelPlan.Use, _ change: (inout ModelSettings) -> Void = { _ in }
  ) throws -> Int {
    var settings = ModelSettings()
    change(&settings)
    return try #require(try MemoryNeed(model, settings, TrainingSettings(), for: shape, use).bytes())
  }

  /// Predicting needs no moments and no gradients.
  @Test(arguments: ModelKind.allCases)
  func inferenceNeedsLess(model: ModelKind) throws {
    #expect(try need(model, .inference) < need(model, .training))
  }

  /// Each cluster brings its own weights and their kept products with the shared ones, twice a tower; its centre and mass,
  /// and what rows keep of it: a similarity and a coefficient, an eighth of it lost to rounding.
  @Test func productsAreCounted() throws {
    func clusters(_ count: Int) throws -> Int { try need(.adl, .inference) { $0.clusters = count } }
    let widths = [23 * 16, 512, 256, 128, 64, 32, 1]
    let tower = zip(widths, widths.dropFirst()).reduce(0) { $0 + ($1.0 + 1) * $1.1 }
    let centre = widths[0] + 1
    #expect(try clusters(64) - clusters(63) == 4 * (2 * tower + 2 * centre + 2 * Scorer.batchSize * 9 / 8))
  }

  @Test("A model that is too large is refused before any of it is made, however large", arguments: ModelKind.allCases)
  func refused(model: ModelKind) throws {
    var settings = ModelSettings()
    settings.hidden = Array(repeating: 65536, count: 64)
    settings.clusters = 4096
    settings[HMoE.self].experts = 4096
    for scenarios in [1, 1 << 31] {
      let shape = ModelShape(
        fields: (0..<1000).map { ModelShape.Field(name: "f\($0)", group: nil) }, tableRows: 1 << 40,
        scenarios: scenarios)
      #expect(throws: ModelError.self) {
        try MemoryNeed(model, settings, TrainingSettings(), for: shape, .training).check()
      }
    }
  }
}
