import Foundation
import ScenarioModels
import Settings
import Tensors
import Training

/// What tuning chooses from: the settings that declare a search space. Each model's trial of a number has the same draws.
struct TuningSpace {
  /// The settings as given: those of trial 0.
  let start: RunSettings

  /// A model's settings in a trial. They depend on the seed, the model and the trial's number alone, so that more trials
  /// continue where fewer ended.
  func settings(_ model: ModelKind, trial: Int) -> RunSettings {
    var settings = start
    settings.model = model
    guard trial > 0 else { return settings }
    var draws = RandomGenerator(seed: UInt64(start.seed)).child("tune").child(model.name, trial)
    for setting in start.searched {
      guard let search = setting.search else { continue }
      let value = Self.draw(search, &draws)
      if setting.models.isEmpty || setting.models.contains(model.name) { _ = setting.set(value, in: &settings) }
    }
    return settings
  }

  private static func draw(_ search: SettingSearch, _ draws: inout RandomGenerator) -> SettingValue {
    switch search {
    case .logUniform(let range): return .number(logUniform(range, &draws))
    case .logUniformOrZero(let range):
      let value = logUniform(range, &draws)
      return .number(draws.uniform() < 0.5 ? 0 : value)
    case .oneOf(let values): return values[draws.index(below: values.count)]
    }
  }

  /// To three digits, as people write such numbers.
  private static func logUniform(_ range: ClosedRange<Double>, _ draws: inout RandomGenerator) -> Double {
    let (low, high) = (log(range.lowerBound), log(range.upperBound))
    let value = exp(low + (high - low) * draws.uniform())
    let unit = pow(10, floor(log10(value)) - 2)
    return Double(String(format: "%.2e", (value / unit).rounded() * unit)) ?? value
  }
}
