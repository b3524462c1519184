import ArgumentParser
import ClickLog
import Evaluation
import Foundation
import Reports
import Runs
import ScenarioModels

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

  @Option(help: "The numbers of clusters, with commas between.")
  var clusters = "1,2,3,5,9,15"

  @Argument(help: "The log.")
  var data: String

  @OptionGroup var shared: ComparisonOptions

  func run() throws {
    guard shared.options.model == nil || shared.options.model == .adl else {
      throw UsageError("--model: sweep trains ADL, and the DNN for K = 1")
    }
    let numbers = Set(try [Int](of: "--clusters", clusters, in: 1...4096)).sorted()
    let (comparison, folder) = try shared.compare(
      on: data, { settings in numbers.map { Candidate(clusters: $0, settings) } }, defaultFolder: { "sweep/\($0)" })
    let page = SweepPage(comparison, clusters: numbers)
    let json = String(decoding: try comparison.json(), as: UTF8.self)
    try folder.write(page.table().csv(), to: "sweep.csv")
    try folder.write(page.html(), to: "sweep.html")
    try folder.write(json, to: "sweep.json")

    if shared.common.json { return print(json, terminator: "") }
    print(page.table().text())
    print(page.verdict)
    print("The sweep is in \(folder.url.relativePath) (sweep.html shows it).")
  }
}
