import ClickLog
import Foundation
import SimulatedLogs
import Training

/// The built-in simulated log, as far as its settings are chosen; nil for a default. Its seed is its own: other training
/// seeds see the same log.
public struct SimulatedLog: Sendable, Equatable {
  public var rows: Int?
  public var clusters: Int?
  public var aligned: Bool?

  public init(rows: Int? = nil, clusters: Int? = nil, aligned: Bool? = nil) {
    (self.rows, self.clusters, self.aligned) = (rows, clusters, aligned)
  }

  package var planted: PlantedLog.Settings {
    var planted = PlantedLog.Settings()
    if let rows { planted.rows = rows }
    if let clusters { planted.clusters = clusters }
    if let aligned { planted.aligned = aligned }
    return planted
  }

  /// Writes the log with its schema and its truth.
  ///
  /// - Parameter progress: is handed the rows done, and of how many.
  func write(to folder: URL, progress: (Int, Int) throws -> Void) throws {
    let settings = planted
    _ = try PlantedLog(settings).write(to: folder) { try progress($0, settings.rows) }
  }
}

extension RunSettings {
  /// The simulated log that these settings ask for.
  public var simulatedLog: SimulatedLog { SimulatedLog(rows: rows, clusters: plantedClusters, aligned: aligned) }
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
