import ArgumentParser
import ClickLog
import Evaluation
import Foundation
import Reports
import ScenarioModels
import Training

struct SweepCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "sweep",
    abstract: "Train ADL with several numbers of clusters, and draw what each is worth and costs.",
    discussion: """
      The paper's Figure 3. K = 1 has nothing to route and is the DNN. DIR gets sweep.html (the picture), sweep.csv, \
      sweep.json, and a whole run for each K and seed. Interrupted, the same command goes on.

        adl sweep planted
        adl sweep clicks.csv --schema schema.yaml --clusters 1,2,3,5,9,15 --seeds 5 --out sweep/first
      """)

  @Argument(help: "The log.")
  var data: String

  @Option(help: "What the log's columns mean: a YAML file. Without it, schema.yaml beside the log, or a guess.")
  var schema: String?

  @Option(help: "The numbers of clusters, with commas between.")
  var clusters = "1,2,3,5,9,15"

  @Option(help: "Runs of each number; the first has --seed, each other one more.")
  var seeds = 3

  @Option(help: "The sweep's folder. (default: one named after the log in sweep/)")
  var out: String?

  @Flag(help: "Leave out exact copies of earlier rows.")
  var dropDuplicates = false

  @OptionGroup(title: "Settings") var options: SettingsOptions
  @OptionGroup(title: "For 'planted'") var planted: PlantedOptions
  @OptionGroup(title: "General") var common: CommonOptions

  func run() throws {
    guard options.model == nil || options.model == .adl else {
      throw UsageError("--model: sweep trains ADL, and the DNN for K = 1")
    }
    guard (1...1000).contains(seeds) else { throw UsageError("--seeds: expected 1 to 1000, not \(seeds)") }
    let numbers = try numbersOfClusters()
    let settings = try planted.settings(for: data, over: options.settings(common))
    let console = common.console
    let chosen = out.map { ComparisonFolder(URL(fileURLWithPath: $0)) }
    try chosen?.check()
    let source = try DataSource(data, schema: schema, planted: settings.plantedLog, console)
    let folder = chosen ?? ComparisonFolder(URL(fileURLWithPath: "sweep/\(source.name)"))
    try folder.check()
    let log = try source.prepare(dropDuplicates: dropDuplicates, seed: settings.seed)

    let run = ComparisonRun(
      numbers.map { Contender(clusters: $0, settings) }, firstSeed: settings.seed, seeds: seeds, in: folder, console)
    let comparison: Comparison
    do {
      comparison = try run.compare(on: log, named: source.name, truth: source.truth(for: log)) { run in
        HTMLReport(try RunReport(run, data: source.name, baseline: nil)).html()
      }
    } catch is Interruption {
      throw Interruption(hint: "the same command goes on")
    }
    let page = SweepPage(comparison, clusters: numbers)
    let json = String(decoding: try comparison.json(), as: UTF8.self)
    try folder.write(page.table().csv(), to: "sweep.csv")
    try folder.write(page.html(), to: "sweep.html")
    try folder.write(json, to: "sweep.json")

    if common.json { return print(json, terminator: "") }
    print(page.table().text())
    print(page.verdict)
    print("The sweep is in \(folder.url.relativePath) (sweep.html shows it).")
  }

  /// The different numbers, in order.
  private func numbersOfClusters() throws -> [Int] {
    let numbers = try clusters.split(separator: ",", omittingEmptySubsequences: false).map { text in
      guard let number = Int(text.trimmingCharacters(in: .whitespaces)), (1...4096).contains(number) else {
        throw UsageError("--clusters: expected numbers from 1 to 4096 with commas between, not '\(clusters)'")
      }
      return number
    }
    return Set(numbers).sorted()
  }
}
