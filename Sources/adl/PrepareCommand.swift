import ArgumentParser
import ClickLog
import Foundation
import Training

struct PrepareCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "prepare",
    abstract: "Turn a log into a prepared store, to train on many times.",
    discussion: "  adl prepare clicks.csv --schema schema.yaml --out clicks.store\n  adl train clicks.store")

  @Argument(help: "The log: a file, a folder, or 'planted'.")
  var data: String

  @Option(help: "What the log's columns mean: a YAML file.")
  var schema: String?

  @Option(help: "The store's folder.")
  var out: String

  @Flag(help: "Leave out exact copies of earlier rows.")
  var dropDuplicates = false

  @OptionGroup(title: "For 'planted'") var planted: PlantedOptions
  @OptionGroup(title: "General") var common: CommonOptions

  func run() throws {
    let source = try DataSource(
      data, schema: schema, planted: try planted.settings(for: data).plantedLog, common.console)
    let log = try source.prepare(
      into: URL(fileURLWithPath: out), dropDuplicates: dropDuplicates, seed: common.seed ?? 1)
    let summary = StoreSummary(log)
    if common.json { try summary.printJSON() } else { print(summary.text, terminator: "") }
  }
}
