import ScenarioModels
import Tensors
import Testing
import Training

/// A model with its settings: each choice that a model has is one of these at least.
struct Variant: CustomTestStringConvertible, Sendable {
  let kind: ModelKind
  let settings: ModelSettings
  let testDescription: String

  init(_ kind: ModelKind, _ choice: String = "", _ change: (inout ModelSettings) -> Void = { _ in }) {
    self.kind = kind
    var settings = smallSettings()
    change(&settings)
    self.settings = settings
    testDescription = "\(kind.name) \(choice)"
  }

  static let all =
    [
      Variant(.dnn), Variant(.adl), Variant(.adl, "adaptive") { $0.router = .adaptive }, Variant(.sharedBottom),
      Variant(.adl, "1 shared layer") { $0.sharedLayers = 1 },
      Variant(.adl, "top two") { $0.assignment = .topTwo },
      Variant(.adl, "on user, item and all, top two") { settings in
        settings.routeOn = "user,item,all"
        settings.assignment = .topTwo
      },
      Variant(.adl, "adaptive on item and user, 2 shared layers") { settings in
        settings.router = .adaptive
        settings.routeOn = "item,user"
        settings.sharedLayers = 2
      },
      Variant(.adl, "film") { $0.clusterForm = .film },
      Variant(.adl, "film, top two, 1 shared layer") { settings in
        settings.clusterForm = .film
        settings.assignment = .topTwo
        settings.sharedLayers = 1
      },
      Variant(.adl, "film by drawn embeddings") { settings in
        settings.router = .adaptive
        settings.clusterForm = .film
        settings.routeBy = .drawn
      },
      Variant(.adl, "by drawn embeddings on item and all") { settings in
        settings.router = .adaptive
        settings.routeBy = .drawn
        settings.routeOn = "item,all"
      },
      Variant(.hmoe),
      Variant(.hmoe, "3 experts") { $0[HMoE.self].experts = 3 },
      Variant(.hmoe, "1 expert") { $0[HMoE.self].experts = 1 },
    ] + extraction + stars + sparse + others

  /// Running statistics are behind the embeddings, which these have in common; and the light baselines.
  private static let others =
    [ModelKind.lr, .fm].map { Variant($0) }
    + [.lr, .fm, .dnn].map { Variant($0, "with statistics") { $0.statistics = true } }

  private static let extraction = [1, 2, 3].flatMap { levels in
    [1, 2].map { shared in
      Variant(.ple, "\(levels) levels, \(shared) shared") { settings in
        settings[PLE.self].levels = levels
        settings[PLE.self].sharedExperts = shared
        if levels == 3 { settings.hidden = [6, 5, 4] }
      }
    }
  }

  private static let stars = [true, false].flatMap { normalisation in
    [true, false].map { auxiliary in
      Variant(.star, "normalisation \(normalisation), auxiliary \(auxiliary)") { settings in
        settings[STAR.self].partitionedNormalisation = normalisation
        settings[STAR.self].auxiliaryNetwork = auxiliary
      }
    }
  }

  private static let sparse = NeuronGate.allCases.map { form in
    Variant(.adasparse, form.rawValue) { $0[AdaSparse.self].sparseForm = form }
  }

  func plain(scenarios: Int = 4) -> any PlainModel {
    ScenarioModelsTests.plain(kind, settings, scenarios: scenarios)
  }

  /// With weights off their first values.
  func learner(
    learningRate: Double = 0.01, embeddingL2: Double = 0, scenarios: Int = 4
  ) throws -> Learner {
    let learner = try ScenarioModelsTests.learner(
      kind, settings, learningRate: learningRate, embeddingL2: embeddingL2, scenarios: scenarios)
    learner.parameters.shake()
    if settings.router == .adaptive && kind == .adl { learner.settleRouters() }
    return learner
  }
}

extension Learner {
  /// Gives adaptive routers what many batches would: moments of embeddings, and a step at which no restart, which
  /// draws random numbers, is near.
  func settleRouters() {
    for perspective in model.routingModel?.perspectives ?? [] {
      settleRouter(String(perspective.centres.name.dropLast(".centres".count)))
    }
  }

  private func settleRouter(_ name: String) {
    let width = parameters["\(name).factors"].columns
    let length = parameters["\(name).factors"].rows
    let covariances = (0..<length * width).map { $0 / width % width == $0 % width ? Float(0.6) : 0.1 }
    parameters["\(name).steps"] = Matrix(rows: 1, columns: 1, elements: [100])
    parameters["\(name).mean"] = Matrix(rows: 1, columns: length, elements: (0..<length).map { 0.1 * Float($0 % 3) })
    parameters["\(name).covariances"] = Matrix(rows: length, columns: width, elements: covariances)
    parameters["\(name).factors"] = Matrix(
      rows: length, columns: width,
      elements: PlainAdaptiveRouting.factors(covariances.map(Double.init), length, width).map { Float($0) })
    let count = parameters["\(name).masses"].count
    parameters["\(name).masses"] = Matrix(rows: 1, columns: count, elements: [Float](repeating: 0.2, count: count))
  }
}
