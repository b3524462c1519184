import ArgumentParser
import ClickLog
import Runs
import SimulatedLogs
import Training

/// The built-in simulated log's settings.
struct PlantedOptions: ParsableArguments {
  @Option(help: "Rows of the simulated log. (default: \(PlantedLog.Settings().rows))")
  var rows: Int?

  @Option(help: "Clusters planted in it. (default: \(PlantedLog.Settings().clusters))")
  var plantedClusters: Int?

  @Flag(help: "Let the planted clusters line up with the scenarios: the counter-example.")
  var aligned = false

  /// These options over a run's. For a command whose data is another log they mean nothing, and are refused.
  func settings(for data: String, over start: RunSettings = RunSettings()) throws -> RunSettings {
    guard data == DataSource.planted || (rows == nil && plantedClusters == nil && !aligned) else {
      throw UsageError("--rows, --planted-clusters and --aligned are for 'planted' only")
    }
    var settings = start
    if let rows { settings.rows = rows }
    if let plantedClusters { settings.plantedClusters = plantedClusters }
    if aligned { settings.aligned = true }
    return settings
  }
}
