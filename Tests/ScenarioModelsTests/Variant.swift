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
    testDescription = "\(kind.rawValue) \(choice)"
  }

  static let all =
    [
      Variant(.dnn), Variant(.adl), Variant(.sharedBottom), Variant(.hmoe),
      Variant(.hmoe, "3 experts") { $0.experts = 3 }, Variant(.hmoe, "1 expert") { $0.experts = 1 },
    ] + extraction + stars + sparse

  private static let extraction = [1, 2, 3].flatMap { levels in
    [1, 2].map { shared in
      Variant(.ple, "\(levels) levels, \(shared) shared") { settings in
        settings.levels = levels
        settings.sharedExperts = shared
        if levels == 3 { settings.hidden = [6, 5, 4] }
      }
    }
  }

  private static let stars = [true, false].flatMap { normalisation in
    [true, false].map { auxiliary in
      Variant(.star, "normalisation \(normalisation), auxiliary \(auxiliary)") { settings in
        settings.partitionedNormalisation = normalisation
        settings.auxiliaryNetwork = auxiliary
      }
    }
  }

  private static let sparse = NeuronGate.allCases.map { form in
    Variant(.adasparse, form.rawValue) { $0.sparseForm = form }
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
    return learner
  }
}
