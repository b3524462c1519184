import Foundation
import ScenarioModels
import Tensors
import Training

/// What `--tune` chooses from: the same few settings, and the same number of draws, for each model.
struct TuningSpace {
  static let learningRates = 3e-4...3e-3
  /// Or none, in half of the trials.
  static let embeddingL2s = 1e-7...1e-4
  static let dropouts = [0, 0.1, 0.2, 0.3]
  static let clusters = [2, 3, 5, 9, 15]

  /// The settings as given: those of trial 0.
  let start: RunSettings

  /// A model's settings in a trial. They depend on the seed, the model and the trial's number alone, so that more trials
  /// go on where fewer ended.
  func settings(_ model: ModelKind, trial: Int) -> RunSettings {
    var settings = start
    settings.model = model
    guard trial > 0 else { return settings }
    var draws = RandomGenerator(seed: UInt64(start.seed)).child("tune").child(model.rawValue, trial)
    settings.learningRate = Self.logUniform(Self.learningRates, &draws)
    let penalty = Self.logUniform(Self.embeddingL2s, &draws)
    settings.embeddingL2 = draws.uniform() < 0.5 ? 0 : penalty
    settings.dropout = Self.dropouts[draws.index(below: Self.dropouts.count)]
    let clusters = Self.clusters[draws.index(below: Self.clusters.count)]
    if model.routes { settings.clusters = clusters }
    return settings
  }

  /// To three digits, as people write such numbers.
  private static func logUniform(_ range: ClosedRange<Double>, _ draws: inout RandomGenerator) -> Double {
    let (low, high) = (log(range.lowerBound), log(range.upperBound))
    let value = exp(low + (high - low) * draws.uniform())
    let unit = pow(10, floor(log10(value)) - 2)
    return Double(String(format: "%.2e", (value / unit).rounded() * unit)) ?? value
  }
}
