import ClickLog
import Foundation

/// The truth of each row of a simulated log: its latent cluster and its click probability.
public struct PlantedTruth: Sendable, Equatable {
  /// The latent cluster of each row of the log, from 0.
  public var clusters: [Int32]
  /// The true click probability of each row of the log.
  public var probabilities: [Double]

  public init(clusters: [Int32], probabilities: [Double]) {
    self.clusters = clusters
    self.probabilities = probabilities
  }

  /// A truth file that cannot be read: one line with file, row (of the log, from 0), column and what was expected.
  public struct LoadError: Error, Sendable, Equatable, CustomStringConvertible {
    /// One line of moderate length, whatever the file put into it.
    public let description: String

    init(description: String) { self.description = LogError.shortLine(description) }
  }

  /// Reads a `truth.csv` as `PlantedLog.write` left it. Throws `LoadError` if it is none.
  public static func load(_ url: URL) throws -> PlantedTruth {
    let name = url.lastPathComponent
    guard let data = try? Data(contentsOf: url, options: .mappedIfSafe) else {
      throw LoadError(description: "\(name): expected a readable file with the columns row,cluster,probability")
    }
    var truth = PlantedTruth(clusters: [], probabilities: [])
    truth.clusters.reserveCapacity(data.count / 16)
    truth.probabilities.reserveCapacity(data.count / 16)
    try data.withUnsafeBytes { bytes in
      var lines = bytes.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: true)[...]
      let header = lines.popFirst().map { String(decoding: $0, as: UTF8.self) } ?? ""
      guard header == "row,cluster,probability" else {
        throw LoadError(
          description: "\(name), header: expected row,cluster,probability, found \"\(header.prefix(80))\"")
      }
      for line in lines {
        let row = truth.clusters.count
        func failure(_ column: String, _ expected: String) -> LoadError {
          LoadError(description: "\(name), row \(row), column \(column): expected \(expected)")
        }
        let cells = line.split(separator: UInt8(ascii: ","), omittingEmptySubsequences: false)
        guard cells.count == 3 else { throw failure("row", "3 cells, found \(cells.count)") }
        let text = cells.map { String(decoding: $0, as: UTF8.self) }
        guard Int(text[0]) == row else { throw failure("row", "\(row), found \"\(text[0])\"") }
        guard let cluster = Int32(text[1]), cluster >= 0 else {
          throw failure("cluster", "a whole number from 0, found \"\(text[1])\"")
        }
        guard let probability = Double(text[2]), (0...1).contains(probability) else {
          throw failure("probability", "a number from 0 to 1, found \"\(text[2])\"")
        }
        truth.clusters.append(cluster)
        truth.probabilities.append(probability)
      }
    }
    return truth
  }
}
