import ArgumentParser
import ClickLog

/// The built-in simulated log's settings.
struct PlantedOptions: ParsableArguments {
  @Option(help: "Rows of the simulated log. (default: \(PlantedLog.Settings().rows))")
  var rows: Int?

  @Option(help: "Clusters planted in it. (default: \(PlantedLog.Settings().clusters))")
  var plantedClusters: Int?

  @Flag(help: "Let the planted clusters line up with the scenarios: the counter-example.")
  var aligned = false

  func settings(seed: Int) throws -> PlantedLog.Settings {
    var settings = PlantedLog.Settings()
    if let rows { settings.rows = rows }
    if let plantedClusters { settings.clusters = plantedClusters }
    settings.aligned = aligned
    settings.seed = UInt64(seed)
    return settings
  }
}
