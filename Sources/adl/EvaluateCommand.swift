import ArgumentParser
import ClickLog
import Evaluation
import Foundation
import Reports
import ScenarioModels
import Training

struct EvaluateCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "evaluate",
    abstract: "Judge a trained run on labelled data.",
    discussion: "  adl evaluate runs/first clicks.csv")

  @OptionGroup var question: QuestionOptions
  @OptionGroup(title: "For 'planted'") var planted: PlantedOptions
  @OptionGroup(title: "General") var common: CommonOptions

  func run() throws {
    let progress = common.console.progress
    let asked = try question.open(planted, common, labelsRequired: true)
    progress.begin("evaluating")
    let metrics = try asked.run.evaluate(asked.rows, asked.part.rawValue, of: asked.log, truth: asked.truth) { done in
      progress.update(done, of: asked.rows.rows, unit: "rows")
    }
    progress.clear()
    if common.json { return print(String(decoding: try metrics.json(), as: UTF8.self), terminator: "") }
    let table = MetricsTable([MetricsTable.Entry(name: asked.run.settings.model.title, metrics: metrics)])
    print(table.overall().text() + "\n" + table.scenarios().text(), terminator: "")
  }
}
