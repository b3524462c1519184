import ArgumentParser
import ClickLog
import Evaluation
import Foundation
import Training

struct GenerateCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "generate",
    abstract: "Write a simulated log, with its truth beside it.",
    discussion: """
      Writes log.csv, schema.yaml and truth.csv (each row's planted cluster and true click probability) to a folder.

        adl generate planted --rows 1000000 --out data/planted
        adl train data/planted
      """)

  enum Kind: String, CaseIterable, ExpressibleByArgument { case planted }

  @Argument(help: "planted: latent clusters set features and clicks, and do not line up with the scenarios.")
  var kind: Kind

  @Option(help: "The folder to write to.")
  var out: String

  @OptionGroup(title: "The log") var planted: PlantedOptions
  @OptionGroup(title: "General") var common: CommonOptions

  struct Result: Encodable {
    let rows: Int
    let clicks: Int
    let sessions: Int
    let folder: String
  }

  func run() throws {
    let seed = common.seed ?? 1
    var settings = try planted.settings(for: DataSource.planted).plantedLog
    settings.seed = UInt64(seed)
    let progress = common.console.progress
    progress.begin("simulating")
    let folder = URL(fileURLWithPath: out)
    let summary = try PlantedLog(settings).write(to: folder) { rows in
      progress.update(rows, of: settings.rows, unit: "rows")
      try Interruption.check()
    }
    progress.clear()
    guard !common.json else {
      return try Result(rows: summary.rows, clicks: summary.clicks, sessions: summary.sessions, folder: out).printJSON()
    }
    print(
      """
      \(Figures.count(summary.rows)) rows, \(Figures.count(summary.clicks)) clicks, \
      \(Figures.count(summary.sessions)) sessions in \(folder.relativePath): log.csv, schema.yaml, truth.csv
      """)
  }
}
