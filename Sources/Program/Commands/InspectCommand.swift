import ArgumentParser
import ClickLog
import Foundation
import LogChecks
import Reports
import Runs

struct InspectCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "inspect",
    abstract: "Show what is in a run or in a prepared store, or how much each input of a model matters.",
    discussion: """
        adl inspect runs/first
        adl inspect clicks.store
        adl inspect runs/first clicks.csv --importance
      """)

  @Argument(help: "The folder of a run or of a store.")
  var folder: String

  @Argument(help: "For --importance, a log: as for evaluate.")
  var data: String?

  @OptionGroup(title: "Importance") var options: ImportanceOptions

  @OptionGroup(title: "Reading") var reading: ReadingOptions
  @OptionGroup(title: "For 'planted'") var planted: PlantedOptions
  @OptionGroup(title: "General") var common: CommonOptions

  func validate() throws {
    if options.importance, data == nil { throw ValidationError("--importance: expected a log after the run") }
    if !options.importance, data != nil { throw ValidationError("a log after the run is for --importance only") }
  }

  func run() throws {
    if let data { return try showImportance(on: data) }
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
