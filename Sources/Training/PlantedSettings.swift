import Settings
import SimulatedLogs

/// What was asked of the simulated log that a run was trained on; none for its own defaults.
public struct PlantedSettings: SettingGroup {
  public var rows: Int?
  public var plantedClusters: Int?
  public var aligned: Bool?

  public init() {}

  public static var declared: [Setting<PlantedSettings>] {
    let log = PlantedLog.Settings()
    return [
      Setting("rows", \.rows, defaultText: "\(log.rows)", help: "Rows of the simulated log."),
      Setting("plantedClusters", \.plantedClusters, defaultText: "\(log.clusters)", help: "Clusters planted in it."),
      Setting(
        "aligned", \.aligned, defaultText: "\(log.aligned)",
        help: "Let the planted clusters line up with the scenarios: the counter-example."),
    ]
  }

  /// The simulated log that these settings ask for. Its seed is its own: other training seeds see the same log.
  public var log: PlantedLog.Settings {
    var planted = PlantedLog.Settings()
    if let rows { planted.rows = rows }
    if let plantedClusters { planted.clusters = plantedClusters }
    if let aligned { planted.aligned = aligned }
    return planted
  }
}

extension RunSettings {
  public var plantedLog: PlantedLog.Settings { planted.log }
}
