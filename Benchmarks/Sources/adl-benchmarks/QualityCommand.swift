import ArgumentParser
import Foundation
import Measuring

struct QualityCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "quality",
    abstract: "What our models and recipes are worth on a log, beside peers: the tables of docs/Quality.md.",
    discussion: """
      Runs `adl compare` with these entrants, which leaves its tables and pages in the folder, and then the peers. A peer is a
      command that prints a line of JSON for each seed, with "testAUC", "validationAUC", "logLoss" and "seconds":

        adl-benchmarks quality kuairand-pure --schema kuairand-pure.yaml --peer 'LightGBM=python3 lightgbm_rates.py'
      """)

  /// Light baselines, the paper's DNN and ADL, and what is trained by default and at best.
  static let entrants = "dnn+recipe:paper,lr+recipe:paper,fm+recipe:paper,adl+recipe:paper,dnn,adl,dnn+recipe:best"

  @Option(help: "The program.")
  var adl = "adl"

  @Argument(help: "The log, or 'planted'.")
  var data = "planted"

  @Option(help: "Its schema.")
  var schema: String?

  @Option(help: "What is compared, as adl compare takes it; with the first.")
  var entrants = Self.entrants

  @Option(help: "Runs of each.")
  var seeds = 5

  @Option(help: "The comparison's folder; the same command goes on there.")
  var folder = "compare/quality"

  @Option(help: "NAME=COMMAND of a peer; may be given several times.")
  var peer: [String] = []

  @Option(help: "A Markdown file to write the table to.")
  var out: String?

  func run() throws {
    var table = QualityTable()
    let reference = entrants.prefix { $0 != "," }
    var command = [
      adl, "compare", data, "--entrants", entrants, "--against", String(reference), "--seeds", String(seeds), "--out",
      folder, "--json",
    ]
    if let schema { command += ["--schema", schema] }
    try table.add(comparison: Candidate("adl compare", command).output())
    for text in peer {
      let parts = text.split(separator: "=", maxSplits: 1).map(String.init)
      guard parts.count == 2 else { throw ValidationError("--peer: expected NAME=COMMAND, not '\(text)'") }
      try table.add(
        peer: parts[0], lines: Candidate(parts[0], parts[1].split(separator: " ").map(String.init)).output())
    }
    print(table.table.text(), terminator: "")
    if let out { try write(table.table.markdown(), to: out) }
  }
}
