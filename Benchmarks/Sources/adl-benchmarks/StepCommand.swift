import ArgumentParser
import Foundation
import Measuring

struct StepCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "step",
    abstract: "The training step on the paper's shape: our models and the peers, in turn; the table that README shows.",
    discussion: """
      A peer is a command that prints a line of JSON with "samplesPerSecond":

        adl-benchmarks step --peer 'PyTorch=python3 adl_torch.py' --peer 'PyTorch, compiled=python3 adl_torch.py --compile'
      """)

  @OptionGroup var measuring: MeasuringOptions

  @Option(help: "Models, with commas between.")
  var models = "adl,dnn,star"

  @Flag(help: "Also with bfloat16 products.")
  var bf16 = false

  @Option(help: "NAME=COMMAND of a peer; may be given several times.")
  var peer: [String] = []

  @Option(help: "A Markdown file to write the table to.")
  var out: String?

  func run() throws {
    var candidates = models.split(separator: ",").map { model in
      measuring.candidate("swift-adl, \(Self.title(String(model)))", ["--model", String(model)])
    }
    if bf16 { candidates.append(measuring.candidate("swift-adl, ADL, bf16", ["--precision", "bf16"])) }
    let ours = candidates.count
    for text in peer {
      let parts = text.split(separator: "=", maxSplits: 1).map(String.init)
      guard parts.count == 2 else { throw ValidationError("--peer: expected NAME=COMMAND, not '\(text)'") }
      candidates.append(Candidate(parts[0], parts[1].split(separator: " ").map(String.init)))
    }
    if peer.isEmpty { print("No peer was named: only adl is measured.") }
    let series = try measuring.measure(candidates, rounds: 7)
    let table = StepTable(
      candidates.indices.map { (candidates[$0].name, series[$0], $0 >= ours) }
    ).table
    print(table.text(), terminator: "")
    if let out { try write(table.markdown(), to: out) }
  }

  private static func title(_ model: String) -> String {
    switch model {
    case "adl": "ADL, K = 9"
    case "dnn": "DNN"
    case "star": "STAR, 29 scenarios"
    case "shared-bottom": "Shared Bottom, 29 scenarios"
    default: model
    }
  }
}
