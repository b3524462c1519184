import Tensors
import Testing

@testable import ScenarioModels

/// The paper's Table 2: P for the tower of a DNN, P · (K + 1) for ADL's.
struct ParameterCountTests {
  private func parameters(_ kind: ModelKind, _ settings: ModelSettings) throws -> (Parameters, Flops) {
    let store = Parameters(generator: RandomGenerator(seed: 1))
    let model = try kind.model(for: shape, settings, in: store)
    return (store, model.flopsPerRow)
  }

  /// Weights and biases of a tower on three fields of sixteen numbers, 512-256-128-64-32 wide, added up by hand.
  private let weights = 48 * 512 + 512 * 256 + 256 * 128 + 128 * 64 + 64 * 32 + 32
  private var p: Int { weights + 512 + 256 + 128 + 64 + 32 + 1 }

  @Test func dnn() throws {
    let (store, flops) = try parameters(.dnn, ModelSettings())
    #expect(store.count(of: .shared) == p)
    #expect(store.count(of: .embedding) == 30 * 16)
    for role in [Parameters.Role.specific, .other, .state] { #expect(store.count(of: role) == 0) }
    #expect(flops == Flops(forward: 2 * weights, training: 6 * weights))
  }

  @Test(arguments: [1, 3, 9])
  func adl(clusters: Int) throws {
    var settings = ModelSettings()
    settings.clusters = clusters
    let (store, flops) = try parameters(.adl, settings)
    #expect(store.count(of: .shared) == p)
    #expect(store.count(of: .specific) == p * clusters)
    #expect(store.count(of: .embedding) == 30 * 16)
    #expect(store.count(of: .state) == clusters * 48)
    #expect(store.count(of: .other) == 0)
    // A row goes through one tower, whatever K; the router's similarities come on top.
    #expect(flops.forward == 2 * weights + 2 * clusters * 48)
  }

  /// What is counted is what Table 2's formula gives.
  @Test(arguments: ModelKind.allCases)
  func towersFollowTheirFormula(_ kind: ModelKind) throws {
    let settings = ModelSettings()
    let (store, _) = try parameters(kind, settings)
    let formula = kind.towerFormula(for: shape, settings)
    #expect(store.count(of: .shared) + store.count(of: .specific) == formula.parameters)
  }

  @Test func formulasForThePapersNumbers() {
    #expect(ModelKind.dnn.towerFormula(p: 7, m: 29, k: 9, s: 1) == TowerFormula(text: "P", parameters: 7))
    #expect(ModelKind.adl.towerFormula(p: 7, m: 29, k: 9, s: 1) == TowerFormula(text: "P·(K+1)", parameters: 70))
  }

  /// The defaults are the paper's, section 3.1.3.
  @Test func defaults() {
    let settings = ModelSettings()
    #expect(settings.hidden == [512, 256, 128, 64, 32])
    #expect(settings.routingIterations == 3 && settings.routingMomentum == 0.9 && settings.clusters == 9)
  }

  /// Specific weights start at one, specific biases at zero; shared weights do not.
  @Test func starts() throws {
    let (store, _) = try parameters(.adl, smallSettings())
    for layer in 0..<3 {
      #expect(store["tower.\(layer).specific.weight"].elements.allSatisfy { $0 == 1 })
      #expect(store["tower.\(layer).specific.bias"].elements.allSatisfy { $0 == 0 })
      #expect(Set(store["tower.\(layer).shared.weight"].elements).count > 3)
    }
    #expect(Set(store.all.map(\.name)).count == store.all.count)
  }
}
