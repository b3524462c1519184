import ArgumentParser
import ClickLog
import Evaluation
import Foundation
import Reports
import Runs
import Training

struct CalibrateCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "calibrate",
    abstract: "Correct a run's probabilities, scenario by scenario.",
    discussion: """
      Fits Platt's scaling to rows that the run was not trained on: the validation part of a log that it knows, all rows of \
      another. Scenarios with few rows keep to the line of all. The run's predict and evaluate use it from then on; the order \
      of scores within a scenario, and so its AUC, stays. To undo it, delete RUN/calibration.json.

        adl calibrate runs/first clicks.csv
        adl train clicks.csv --schema schema.yaml --calibrate
      """)

  @OptionGroup var scoring: ScoringOptions
  @OptionGroup(title: "For 'planted'") var planted: PlantedOptions
  @OptionGroup(title: "General") var common: CommonOptions

  struct Result: Encodable {
    let calibration: ScenarioCalibration
    let before: Metrics?
    let after: Metrics?
  }

  func run() throws {
    let context = common.context
    let opened = try scoring.open(planted, common, labelsRequired: true, judging: false, context)
    let log = opened.data.log
    let logs = opened.run.encoding.logs
    let validation = log.part(.validation, ofKnown: true, to: logs)
    let rows = scoring.part != nil ? opened.rows : validation.rows > 0 ? validation : log.all
    // Rows that it is fitted to say nothing of what it brings.
    let test = log.part(.test, ofKnown: true, to: logs)
    let judged = scoring.part == nil && validation.rows > 0 && test.rows > 0 ? test : nil
    let result = try context.stage("calibrating", unit: "rows") { progress in
      try opened.run.calibrate(
        on: rows, judging: judged, of: opened.data, cancellation: context.cancellation,
        progress: { try progress($0, rows.rows) })
    }
    context.reporter.note(result.calibration.words)
    if common.json {
      return try Result(
        calibration: result.calibration, before: result.metrics?.before, after: result.metrics?.after
      ).printJSON()
    }
    guard let metrics = result.metrics else {
      return context.reporter.note("Kept in \(opened.run.folder.calibration.relativePath).")
    }
    let title = opened.run.settings.model.title
    let table = MetricsTable([
      MetricsTable.Entry(name: title, metrics: metrics.before),
      MetricsTable.Entry(name: "\(title), calibrated", metrics: metrics.after),
    ])
    let change = CalibrationTable(before: metrics.before, after: metrics.after)
    print(table.overall().text() + "\n" + change.table().text())
    print("Kept in \(opened.run.folder.calibration.relativePath).")
  }
}
