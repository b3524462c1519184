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
    let console = common.console
    let progress = console.progress
    let asked = try question.open(planted, common, labelsRequired: true)
    progress.begin("evaluating")
    var unknown = UnknownValues(asked.run.encoding)
    let metrics = try asked.run.evaluate(
      asked.rows, asked.part.rawValue, of: asked.log, truth: asked.truth, observing: { unknown.add($0) },
      progress: { done in progress.update(done, of: asked.rows.rows, unit: "rows") })
    progress.clear()
    unknown.tell(console)
    if common.json { return print(String(decoding: try metrics.json(), as: UTF8.self), terminator: "") }
    let table = MetricsTable([MetricsTable.Entry(name: asked.run.settings.model.title, metrics: metrics)])
    print(table.overall().text() + "\n" + table.scenarios().text(), terminator: "")
  }
}
