import ScenarioModels
import Testing

@testable import Training

struct MemoryNeedTests {
  private let shape = ModelShape(
    fields: (0..<23).map { ModelShape.Field(name: "f\($0)", group: nil) }, tableRows: 1_000_000, scenarios: 29)

  private func need(
    _ model: ModelKind, _ use: ModelUse, _ change: (inout ModelSettings) -> Void = { _ in }
  ) throws -> Int {
    var settings = ModelSettings()
    change(&settings)
    return try #require(MemoryNeed(model, settings, TrainingSettings(), for: shape, use).bytes)
  }

  /// Predicting needs no moments and no gradients.
  @Test(arguments: ModelKind.allCases)
  func inferenceNeedsLess(model: ModelKind) throws {
    #expect(try need(model, .inference) < need(model, .training))
  }

  /// Each cluster brings its own weights and their kept products with the shared ones: twice a tower.
  @Test func productsAreCounted() throws {
    func clusters(_ count: Int) throws -> Int { try need(.adl, .inference) { $0.clusters = count } }
    let widths = [23 * 16, 512, 256, 128, 64, 32, 1]
    let tower = zip(widths, widths.dropFirst()).reduce(0) { $0 + $1.0 * $1.1 }
    #expect(try clusters(64) - clusters(63) == 2 * 4 * tower)
  }
}
