import ArgumentParser
import Foundation
import Measuring

@main
struct AdlBenchmarks: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "adl-benchmarks",
    abstract: "Measures adl against itself, its peers and the machine, in turn, several rounds.",
    subcommands: [StepCommand.self, ScalingCommand.self, TrainCommand.self, QualityCommand.self, UpdatesCommand.self],
    defaultSubcommand: StepCommand.self)
}

/// What all measurements share.
struct MeasuringOptions: ParsableArguments {
  @Option(help: "The program to measure.")
  var adl = "adl"

  @Option(help: "Rounds, in each of which everything is measured once.")
  var rounds: Int?

  @Option(help: "Steps of each measurement.")
  var steps = 40

  func candidate(_ name: String, _ arguments: [String]) -> Candidate {
    Candidate(name, [adl, "bench", "--json", "--quiet", "--steps", String(steps)] + arguments)
  }

  /// Measures in turn, telling on standard error how far it is.
  func measure(_ candidates: [Candidate], rounds usual: Int) throws -> [Series] {
    let rounds = rounds ?? usual
    guard (1...1000).contains(rounds), steps > 0 else {
      throw ValidationError("--rounds: expected 1 to 1000, and --steps at least 1")
    }
    return try Candidate.rounds(rounds, of: candidates) { done, total, last in
      FileHandle.standardError.write(Data("\(done) of \(total)  \(last)\n".utf8))
    }
  }
}

/// Writes a text file, its folder made where it is missing.
func write(_ text: String, to path: String) throws {
  let url = URL(fileURLWithPath: path)
  try FileManager.default.createDirectory(at: url.deletingLastPathComponent(), withIntermediateDirectories: true)
  try text.write(to: url, atomically: true, encoding: .utf8)
  print("written: \(path)")
}
