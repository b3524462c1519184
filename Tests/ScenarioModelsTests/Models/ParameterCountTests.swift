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
    var settings = ModelSettings()
    settings.statistics = false
    let (store, flops) = try parameters(.dnn, settings)
    #expect(store.count(of: .shared) == p)
    #expect(store.count(of: .embedding) == 30 * 16)
    for role in [Parameters.Role.specific, .other, .state] { #expect(store.count(of: role) == 0) }
    #expect(flops == Flops(forward: 2 * weights, training: 6 * weights))
  }

  @Test(arguments: [1, 3, 9])
  func adl(clusters: Int) throws {
    var settings = ModelSettings()
    settings.statistics = false
    settings.clusters = clusters
    settings.router = .dlm
    let (store, flops) = try parameters(.adl, settings)
    #expect(store.count(of: .shared) == p)
    #expect(store.count(of: .specific) == p * clusters)
    #expect(store.count(of: .embedding) == 30 * 16)
    #expect(store.count(of: .state) == clusters * 48)
    #expect(store.count(of: .other) == 0)
    // A row goes through one tower, whatever K; the router's similarities come on top.
    #expect(flops.forward == 2 * weights + 2 * clusters * 48)
  }

  /// Table 2's column, for 29 scenarios, nine clusters and one shared expert, on 23 fields of sixteen numbers.
  @Test(arguments: ModelKind.allCases)
  func table2(kind: ModelKind) throws {
    let (inputs, m, k, s) = (23 * 16, 29, 9, 1)
    let widths = [inputs, 512, 256, 128, 64, 32, 1]
    let p = zip(widths, widths.dropFirst()).reduce(0) { $0 + $1.0 * $1.1 + $1.1 }
    let (shared, specific) =
      switch kind {
      case .lr, .fm: (0, 0)
      case .dnn, .adasparse: (p, 0)
      case .sharedBottom, .hmoe: (0, p * m)
      case .ple: (p * s, p * m)
      case .star: (p, p * m)
      default: (p, p * k)
      }
    let other =
      switch kind {
      case .lr, .fm: 1
      case .dnn, .sharedBottom, .adl: 0
      // Gates over as many experts as scenarios, and each scenario's own weights of all scores.
      case .hmoe: (inputs + 1) * m * m + m * (inputs + 1) * m
      // Two levels, the second behind 256 units: gates of the scenarios, and the first's shared gate.
      case .ple: m * (inputs + 1) * (1 + s) + (inputs + 1) * (m + s) + m * (256 + 1) * (1 + s)
      case .star: 2 * (inputs + m * inputs) + m * 16 + (16 + inputs + 1) * 32 + 32 + 1
      default: m * 16 + widths.dropLast().reduce(0) { $0 + (16 + $1 + 1) * $1 }
      }
    let state =
      switch kind {
      case .lr, .fm, .dnn: 0
      // Centres and their masses, steps; mean, covariances and factors of the fields.
      case .adl: k * inputs + k + 1 + inputs + 2 * inputs * 16
      case .sharedBottom, .hmoe, .ple: m
      case .star: m + 2 * m * inputs + m
      default: m + 1
      }
    let fields = (0..<23).map { ModelShape.Field(name: "field \($0)", group: nil) }
    let store = Parameters(generator: RandomGenerator(seed: 1))
    var settings = ModelSettings()
    settings[PLE.self].sharedExperts = s
    _ = try kind.model(for: ModelShape(fields: fields, tableRows: 100, scenarios: m), settings, in: store)
    #expect(store.count(of: .shared) == shared)
    #expect(store.count(of: .specific) == specific)
    #expect(store.count(of: .other) == other)
    #expect(store.count(of: .state) == state)
    #expect(store.count(of: .embedding) == (kind == .lr ? 100 : kind == .fm ? 1700 : 1600))
  }

  @Test(arguments: Variant.all.filter { $0.kind == .adl })
  func formsFollowTheirFormula(_ variant: Variant) throws {
    let (store, _) = try parameters(.adl, variant.settings)
    let formula = try #require(ModelKind.adl.towerFormula(for: shape, variant.settings))
    #expect(store.count(of: .shared) + store.count(of: .specific) == formula.parameters)
  }

  /// What is counted is what Table 2's formula gives.
  @Test(arguments: ModelKind.allCases)
  func towersFollowTheirFormula(_ kind: ModelKind) throws {
    let settings = ModelSettings()
    let (store, _) = try parameters(kind, settings)
    let formula = kind.towerFormula(for: shape, settings)
    #expect(store.count(of: .shared) + store.count(of: .specific) == formula?.parameters ?? 0)
    #expect((formula == nil) == !kind.isDeep)
  }

  @Test func formulasForThePapersNumbers() throws {
    let network = NetworkSettings()
    let shape = ModelShape(
      fields: (0..<23).map { ModelShape.Field(name: "\($0)", group: nil) }, tableRows: 100, scenarios: 29)
    let p = TowerSize(shape, network).p
    #expect(p == 363_521)
    let texts = ModelKind.builtIn.compactMap { $0.towerFormula(for: shape, ModelSettings()) }
    #expect(texts.map(\.text) == ["P", "P·M", "P·M", "P·(M+S)", "P·(M+1)", "P", "P·(K+1)"])
    #expect(texts.map(\.parameters) == [p, 29 * p, 29 * p, 30 * p, 30 * p, p, 10 * p])
  }

  /// The defaults are the paper's, section 3.1.3.
  @Test func defaults() {
    let settings = ModelSettings()
    #expect(settings.hidden == [512, 256, 128, 64, 32])
    #expect(
      settings.clusters == 9 && settings.routing.momentum == 0.9
        && settings.routing[DLMRouter.self].iterations == 3)
  }

  /// Specific weights start at one, specific biases at zero; shared weights do not.
  @Test(arguments: [ModelKind.adl, .star])
  func starsStart(kind: ModelKind) throws {
    let (store, _) = try parameters(kind, smallSettings())
    for layer in 0..<3 {
      #expect(store["tower.\(layer).specific.weight"].elements.allSatisfy { $0 == 1 })
      #expect(store["tower.\(layer).specific.bias"].elements.allSatisfy { $0 == 0 })
      #expect(Set(store["tower.\(layer).shared.weight"].elements).count > 3)
    }
  }

  /// Biases and what is added start at zero, factors at one, γ at the embeddings' deviation, and everything else is drawn, each part by itself.
  @Test(arguments: Variant.all)
  func starts(variant: Variant) throws {
    let (store, _) = try parameters(variant.kind, variant.settings)
    #expect(Set(store.all.map(\.name)).count == store.all.count)
    for parameter in store.all {
      let (name, elements) = (parameter.name, store[parameter].elements)
      let isStar =
        [.adl, .star].contains(variant.kind)
        && (name.contains(".specific.weight") || name.hasSuffix(".specific.scale"))
      if name == "normalisation.scale.shared" {
        #expect(elements.allSatisfy { $0 == Float(variant.settings.embeddingDeviation) })
      } else if isStar || name == "normalisation.scale.specific" || name == "normalisation.variance" {
        #expect(elements.allSatisfy { $0 == 1 }, "\(name)")
      } else if name.hasSuffix(".bias") || name.hasSuffix(".shift") || name.hasPrefix("normalisation.")
        || name.hasPrefix("tower.specific.")
        || ["linear.table", "linear.statistics", "scenarios.rows", "pruner.steps"].contains(name)
        || name.hasPrefix("router.") && !name.hasSuffix(".centres") && name != "router.seed"
      {
        #expect(elements.allSatisfy { $0 == 0 }, "\(name)")
      } else {
        #expect(Set(elements).count == elements.count, "\(name)")
      }
    }
  }

  /// A stack's matrices are drawn as wide as one of them: He's limit for hidden layers, Glorot's for linear units.
  @Test(arguments: Variant.all)
  func limits(variant: Variant) throws {
    let (store, _) = try parameters(variant.kind, variant.settings)
    for parameter in store.all where parameter.name.hasSuffix(".weight") && Set(store[parameter].elements).count > 1 {
      let (name, shape) = (parameter.name, parameter.shape)
      let (inputs, outputs) = name == "tower.shared.weight" ? (shape[0], 1) : (shape[shape.count - 2], shape.last ?? 1)
      let linear = ["gate", "Gate", "label", "pruner", "auxiliary.1"].contains { name.contains($0) } || outputs == 1
      let limit = (6 / Double(linear ? inputs + outputs : inputs)).squareRoot()
      let largest = Double(store[parameter].elements.map(abs).max() ?? 0)
      #expect(largest <= limit * 1.000001, "\(name)")
      // Of n uniform numbers all are below 70% of the limit with a chance of 0.7 to the nth.
      if parameter.count >= 20 { #expect(largest > 0.7 * limit, "\(name)") }
    }
  }
}
