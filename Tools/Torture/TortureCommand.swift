import ArgumentParser
import Foundation
import Tensors

/// Tries the program's promises: nothing is lost when it is killed, when the system refuses, or when files are damaged, and
/// no input makes it crash.
struct TortureCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "all", abstract: "Try to break adl for a while. See scripts/torture.")

  enum Part: String, CaseIterable, ExpressibleByArgument {
    case kills, faults, flips, fuzz

    /// Of the time.
    var share: Double {
      switch self {
      case .kills: 0.4
      case .faults: 0.3
      case .flips: 0.12
      case .fuzz: 0.18
      }
    }
  }

  @Argument(help: "Minutes to work.")
  var minutes = 2.0

  @Option(help: "The same seed makes the same choices.")
  var seed: UInt64 = 1

  @Option(help: "Parts to do.")
  var parts: [Part] = Part.allCases

  @Option(help: "The program.")
  var adl: String

  @Option(help: "The library that lets calls fail (Linux).")
  var faults: String?

  @Option(help: "The folder for failing inputs.")
  var failures: String

  @Option(help: "A folder to work in.")
  var folder: String

  func run() throws {
    let place = try Workplace(
      adl: URL(fileURLWithPath: adl), torture: URL(fileURLWithPath: CommandLine.arguments[0]),
      faults: faults.map { URL(fileURLWithPath: $0) }, folder: URL(fileURLWithPath: folder), seed: seed)
    try? FileManager.default.removeItem(atPath: failures)
    let results = TortureResults(URL(fileURLWithPath: failures))
    let chosen = Part.allCases.filter(parts.contains)
    let shares = chosen.reduce(0) { $0 + $1.share }
    for part in chosen {
      let seconds = minutes * 60 * part.share / shares
      printLine("\(part.rawValue): \(Int(seconds.rounded())) s")
      let until = ContinuousClock.now + .seconds(seconds)
      switch part {
      case .kills: try Kills(place, results).run(until: until)
      case .faults: try Faults(place, results).run(until: until)
      case .flips: try Supervisor(place, results, .flips).run(until: until)
      case .fuzz: try Supervisor(place, results, .fuzz).run(until: until)
      }
    }
    results.printSummary()
    if results.failed > 0 { throw ExitCode(1) }
  }
}
