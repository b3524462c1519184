import ArgumentParser
import ClickLog
import Foundation
import LogChecks
import Reports
import Runs

struct InspectCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "inspect",
    abstract: "Show what is in a run or in a prepared store.",
    discussion: "  adl inspect runs/first\n  adl inspect clicks.store")

  @Argument(help: "The folder of a run or of a store.")
  var folder: String

  @OptionGroup(title: "General") var common: CommonOptions

  func run() throws {
    let url = URL(fileURLWithPath: folder)
    if PreparedLog.isStore(url) {
      let summary = StoreSummary(try PreparedLog.open(url))
      if common.json { try summary.printJSON() } else { print(summary.text, terminator: "") }
    } else {
      let summary = try RunSummary(TrainedRun.recovered(in: folder, threads: common.threads))
      if common.json {
        try summary.metrics.printJSON()
      } else {
        print(summary.text, terminator: "")
      }
    }
  }
}
