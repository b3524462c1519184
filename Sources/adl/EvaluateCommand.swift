import ArgumentParser
import ClickLog
import Evaluation
import Foundation
import Reports
import ScenarioModels
import Training

/// Which rows of a log a trained run is asked about.
enum Rows: String, CaseIterable, ExpressibleByArgument {
  case all, training, validation, test
}

/// The rows that `evaluate` and `predict` share an idea of.
struct RowsOptions: ParsableArguments {
  @Argument(help: "The folder of a finished run.")
  var run: String

  @Argument(help: "A log of the same form, a store prepared with it, or 'planted'.")
  var data: String

  @Option(
    help: """
      Rows to take: all, training, validation or test. (default: test for the log that the run was trained on, so that \
      the figures are those of training; all for any other)
      """)
  var part: Rows?

  func part(of log: PreparedLog, for run: TrainedRun, _ console: Console) throws -> (name: Rows, rows: LogPart) {
    let same = log.fingerprint == run.encoding.fingerprint
    // Of a log whose split could not be drawn again, all rows are the test part.
    let name = part ?? (same && log.part(.test).rows > 0 && log.part(.training).rows > 0 ? .test : .all)
    if part == nil, name == .test {
      console.log.info(
        "This is the log that the run was trained on: taking its test part (--part all takes every row).")
    }
    let rows =
      switch name {
      case .all: log.all
      case .training: log.part(.training)
      case .validation: log.part(.validation)
      case .test: log.part(.test)
      }
    guard rows.rows > 0 else { throw LogError("no rows in the \(name.rawValue) part", file: data) }
    return (name, rows)
  }
}

struct EvaluateCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "evaluate",
    abstract: "Judge a trained run on labelled data.",
    discussion: "  adl evaluate runs/first clicks.csv")

  @OptionGroup var rows: RowsOptions
  @OptionGroup(title: "For 'planted'") var planted: PlantedOptions
  @OptionGroup(title: "General") var common: CommonOptions

  func run() throws {
    let console = common.console
    let run = try TrainedRun(RunFolder(URL(fileURLWithPath: rows.run)), threads: common.threads)
    let source = try DataSource(
      rows.data, coding: run.encoding, planted: try planted.settings(for: rows.data, over: run.settings).plantedLog,
      console)
    let log = try source.prepare(with: run.encoding, labelsRequired: true)
    let (name, part) = try rows.part(of: log, for: run, console)
    console.progress.begin("evaluating")
    let metrics = try run.evaluate(part, name.rawValue, of: log, truth: source.truth(for: log)) { done in
      console.progress.update(done, of: part.rows, unit: "rows")
    }
    console.progress.clear()
    if common.json { return print(String(decoding: try metrics.json(), as: UTF8.self), terminator: "") }
    let table = MetricsTable([MetricsTable.Entry(name: run.settings.model.title, metrics: metrics)])
    print(table.overall().text() + "\n" + table.scenarios().text(), terminator: "")
  }
}
