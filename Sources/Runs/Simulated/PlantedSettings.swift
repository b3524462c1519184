import ClickLog
import Foundation
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
  package var log: PlantedLog.Settings {
    var planted = PlantedLog.Settings()
    if let rows { planted.rows = rows }
    if let plantedClusters { planted.clusters = plantedClusters }
    if let aligned { planted.aligned = aligned }
    return planted
  }

  /// Writes the log with its schema and its truth.
  ///
  /// - Parameter progress: is handed the rows done, and of how many.
  func write(to folder: URL, progress: (Int, Int) throws -> Void) throws {
    let settings = log
    _ = try PlantedLog(settings).write(to: folder) { try progress($0, settings.rows) }
  }
}

extension KnownTruth {
  /// The truth file's name, beside the log.
  static let fileName = "truth.csv"

  /// Reads a file of the truth, as a simulator left it.
  static func load(_ url: URL) throws -> KnownTruth {
    let truth = try PlantedTruth.load(url)
    return KnownTruth(probabilities: truth.probabilities, clusters: truth.clusters)
  }
}

extension PlantedLogError: UserFacingError {
  public var category: ErrorCategory { .badInput }
}

extension PlantedTruth.LoadError: UserFacingError {
  public var category: ErrorCategory { .badInput }
}
