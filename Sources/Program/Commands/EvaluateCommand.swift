import ArgumentParser
import ClickLog
import Evaluation
import Foundation
import LogChecks
import Reports
import Runs
import ScenarioModels
import Training

struct EvaluateCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "evaluate",
    abstract: "Judge a trained run on labelled data.",
    discussion: "  adl evaluate runs/first clicks.csv")

  @OptionGroup var scoring: ScoringOptions
  @OptionGroup(title: "For 'planted'") var planted: PlantedOptions
  @OptionGroup(title: "General") var common: CommonOptions

  func run() throws {
    let context = common.context
    let opened = try scoring.open(planted, common, labelsRequired: true, context)
    var unknown = UnknownValues(opened.run.encoding)
    let metrics = try context.stage("evaluating", unit: "rows") { progress in
      try opened.run.evaluate(
        opened.rows, opened.part.rawValue, of: opened.data, observing: { unknown.add($0) },
        progress: { try progress($0, opened.rows.rows) })
    }
    unknown.report(to: context.reporter)
    let title = opened.run.settings.model.title
    for warning in metrics.warnings(of: title) { context.reporter.warn(warning) }
    if common.json { return try metrics.printJSON() }
    let table = MetricsTable([MetricsTable.Entry(name: title, metrics: metrics)])
    var tables = [table.overall(), table.scenarios()]
    tables += metrics.clusterings.filter { $0.counts.count > 1 }.map(table.clusters)
    print(tables.map { $0.text() }.joined(separator: "\n"), terminator: "")
  }
}
