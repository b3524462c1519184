import ArgumentParser
import ClickLog
import Evaluation
import Foundation
import Reports
import Runs
import ScenarioModels

struct CompareCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "compare",
    abstract: "Train several models on a log under one contract, and say which is best and how sure that is.",
    discussion: """
      Every model sees the same rows in the same order, once for each seed. DIR gets compare.html (the page), compare.json, \
      compare.md, the tables as CSV, and a whole run for each model and seed. Interrupted, the same command goes on.

        adl compare planted
        adl compare clicks.csv --schema schema.yaml --models dnn,adl --seeds 5 --out compare/first
        adl compare clicks.csv --entrants dnn,dnn+multi-epoch,adl+clusters:5+hidden:256/128 --against dnn
        adl compare runs/first runs/second clicks.csv
      """)

  @Argument(help: "The log. Before it, folders of finished runs: these are compared on it as they are.")
  var data: [String]

  @OptionGroup var chosen: EntrantOptions

  @Option(help: "Compare each other one with this one, instead of the best with each other.")
  var against: String?

  @Option(help: "Of finished runs: rows to take. (default: test for the log that they were trained on, all of another)")
  var part: ScoredPart?

  @Option(help: "Search settings first: so many trials for each model, judged by the validation part alone.")
  var tune: Int?

  @Option(help: "Train without this scenario and test on it alone: how it would be served on its first day.")
  var holdOutScenario: String?

  @OptionGroup(title: "Settings") var cluster: ClusterOption
  @OptionGroup var shared: ComparisonOptions

  func run() throws {
    if data.count > 1 { return try compareRuns(data.dropLast(), on: data[data.count - 1]) }
    guard part == nil else {
      throw UsageError("--part is for finished runs; what is trained here is judged on the test part")
    }
    guard shared.options.model == nil else {
      throw UsageError("--model: compare takes several; --models dnn,adl chooses them")
    }
    if let tune, !(1...1000).contains(tune) { throw UsageError("--tune: expected 1 to 1000, not \(tune)") }
    let entrants = try chosen.read()
    let (comparison, folder) = try shared.compare(
      on: data[0], { settings in try entrants.map { try Candidate($0, settings) } }, clusters: cluster,
      against: against, trials: tune, heldOut: holdOutScenario, defaultFolder: defaultFolder)
    let fallbacks = Dictionary(uniqueKeysWithValues: entrants.map { ($0.name, $0.model.unseenScenario) })
    try write(comparison, to: folder, fallbacks: holdOutScenario == nil ? [:] : fallbacks)
  }

  /// Writes all that a comparison is read by, and prints it.
  func write(_ comparison: Comparison, to folder: ComparisonFolder, fallbacks: [String: String] = [:]) throws {
    let text = ComparisonText(comparison, fallbacks: fallbacks)
    let json = String(decoding: try comparison.json(), as: UTF8.self)
    for (name, table) in text.csv() { try folder.write(table, to: name) }
    try folder.write(text.markdown(), to: "compare.md")
    try folder.write(ComparePage(comparison, fallbacks: fallbacks).html(), to: "compare.html")
    try folder.write(json, to: folder.json.lastPathComponent)

    if shared.common.json { return print(json, terminator: "") }
    print(text.text())
    print(
      "The comparison is in \(folder.url.relativePath) (compare.html shows it, compare.md is to paste, compare.json to read)."
    )
  }
}

extension CompareCommand {
  /// compare/<log>, or compare/<log>-without-<scenario>.
  private func defaultFolder(_ name: String) -> String {
    guard let holdOutScenario else { return "compare/\(name)" }
    let plain = holdOutScenario.map { $0.isLetter || $0.isNumber ? $0 : "-" }
    return "compare/\(name)-without-\(String(plain))"
  }
}
