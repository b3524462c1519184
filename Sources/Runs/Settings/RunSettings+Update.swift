import ClickLog
import Foundation
import ScenarioModels
import Settings

extension RunSettings {
  /// The settings of a run that goes on from this one's, whose encoding this is.
  ///
  /// A model that has learned takes smaller steps on a day's rows, and a few passes: over ten days of updates that is as good
  /// as training from scratch each day, or better (docs/Updates.md).
  public func goingOn(from folder: URL, _ encoding: Encoding) -> RunSettings {
    var settings = self
    settings.from = folder.standardizedFileURL.path
    settings.chooseMultiEpoch(false)
    if self.from == nil {
      settings.learningRate *= Self.learningRateOfUpdates
      settings.patience = Self.patienceOfUpdates
    }
    // As many as there were: a scenario that comes later brings no expert with it.
    if self[HMoE.self].experts == 0 { settings[HMoE.self].experts = encoding.scenarios.count }
    return settings
  }

  private static let learningRateOfUpdates = 0.5
  private static let patienceOfUpdates = 2

  /// Refuses an update that would forget: embeddings drawn anew are those of all values, also of those that no new row has.
  func checkUpdate() throws(SettingsError) {
    guard training.from != nil, training.multiEpoch else { return }
    throw SettingsError(
      key: "multiEpoch",
      "expected false with --from: new embeddings each pass would forget the values that the new rows do not use")
  }
}
