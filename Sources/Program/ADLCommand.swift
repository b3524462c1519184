import ArgumentParser
import ClickLog
import Files
import Foundation
import Runs
import Tensors

/// The program: commands, and one way for all of them to end.
@main
struct ADLCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "adl",
    abstract: "Train, understand and serve multi-scenario click models.",
    discussion: """
      ADL (Li et al., SIGIR 2023) learns which distribution each impression belongs to, instead of being told how to \
      group an app's business scenarios, and learns what these clusters share and what sets them apart.

      Start here:  adl train planted
      Your log:    adl train log.csv --schema schema.yaml
      """,
    version: adlVersion,
    subcommands: [
      TrainCommand.self, CompareCommand.self, SweepCommand.self, MapCommand.self, PrepareCommand.self,
      EvaluateCommand.self,
      PredictCommand.self, CalibrateCommand.self, ExportCommand.self,
      InspectCommand.self,
      GenerateCommand.self, BenchCommand.self,
    ])

  static func main() {
    Signals.listen()
    MemoryExhaustion.handler = { bytes in
      // Foundation may want memory, and other threads are at work: no buffers, no handlers of the end.
      let line = "adl: out of memory: the system refuses \(bytes) bytes\n"
      _ = line.withCString { write(STDERR_FILENO, $0, line.utf8.count) }
      _exit(1)
    }
    do {
      try checkCommand(CommandLine.arguments.dropFirst().first)
      var command = try parseAsRoot()
      try command.run()
    } catch {
      end(with: error)
    }
  }

  /// - Throws: `UsageError` for what should be a command's name and is none.
  private static func checkCommand(_ name: String?) throws(UsageError) {
    let names = configuration.subcommands.compactMap { $0.configuration.commandName }
    guard let name, !name.hasPrefix("-"), !(names + ["help"]).contains(name) else { return }
    throw UsageError("no command \"\(name)\"; \(NearestNames.hint(for: name, among: names))")
  }

  /// 0 done (help, version), 1 failed, 2 bad usage or bad input, 130 interrupted.
  private static func end(with error: any Error) -> Never {
    if let error = error as? any UserFacingError {
      report(error.line)
      Foundation.exit(exitCode(error.category))
    }
    let code = exitCode(for: error)
    if code.isSuccess {
      print(fullMessage(for: error))
      Foundation.exit(0)
    }
    guard code == .validationFailure else {
      report("\(error.localizedDescription)")
      Foundation.exit(1)
    }
    // One line, as for any other bad input; the whole usage is a --help away.
    report("\(message(for: error).split(separator: "\n").joined(separator: " ")) (see adl --help)")
    Foundation.exit(2)
  }

  private static func exitCode(_ category: ErrorCategory) -> Int32 {
    switch category {
    case .failed: 1
    case .badInput: 2
    case .interrupted: 130
    }
  }

  private static func report(_ line: String) {
    // A terminal may still show a progress bar.
    let start = isatty(STDERR_FILENO) == 1 ? "\r\u{1B}[K" : ""
    FileHandle.standardError.write(Data("\(start)adl: \(line)\n".utf8))
  }
}
