import ArgumentParser
import ClickLog
import Training

/// The built-in simulated log's settings.
struct PlantedOptions: ParsableArguments {
  @Option(help: "Rows of the simulated log. (default: \(PlantedLog.Settings().rows))")
  var rows: Int?

  @Option(help: "Clusters planted in it. (default: \(PlantedLog.Settings().clusters))")
  var plantedClusters: Int?

  @Flag(help: "Let the planted clusters line up with the scenarios: the counter-example.")
  var aligned = false

  /// For a command whose data may be another log: then these options mean nothing, and are refused.
  func settings(for data: String) throws -> PlantedLog.Settings {
    guard data == DataSource.planted || (rows == nil && plantedClusters == nil && !aligned) else {
      throw UsageError("--rows, --planted-clusters and --aligned are for 'planted' only")
    }
    return settings(seed: 1)
  }

  func settings(seed: Int) -> PlantedLog.Settings {
    var settings = PlantedLog.Settings()
    if let rows { settings.rows = rows }
    if let plantedClusters { settings.clusters = plantedClusters }
    settings.aligned = aligned
    settings.seed = UInt64(seed)
    return settings
  }
}
