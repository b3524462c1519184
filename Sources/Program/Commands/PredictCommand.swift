import ArgumentParser
import ClickLog
import Evaluation
import Foundation
import LogChecks
import Runs
import Training

struct PredictCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "predict",
    abstract: "Write the click probability of each row.",
    discussion: """
      Writes row,probability,cluster,scenario in the input's order; row 0 is the first after the header. Labels are not \
      needed. Clusters count from 0; the column is empty for a model without clusters.

        adl predict runs/first new.csv --out predictions.csv
      """)

  @OptionGroup var scoring: ScoringOptions

  @Option(help: "The file to write. (default: standard output)")
  var out: String?

  @OptionGroup(title: "For 'planted'") var planted: PlantedOptions
  @OptionGroup(title: "General") var common: CommonOptions

  struct Result: Encodable {
    let rows: Int
    let part: String
    let out: String?
    let meanProbability: Double
    /// The share of each field's values that the run does not know, and of rows of unknown scenarios.
    let unknown: [String: Double]
    let unknownScenarios: Double
  }

  func run() throws {
    guard !common.json || out != nil else { throw UsageError("--json needs --out: both would go to standard output") }
    let context = common.context
    let opened = try scoring.open(planted, common, labelsRequired: false, judging: false, context)
    let count = opened.rows.rows
    var unknown = UnknownValues(opened.run.encoding)
    let mean = try context.stage("predicting", unit: "rows") { progress in
      try PredictionFile.write(
        opened.rows, of: opened.run.model, to: out.map { URL(fileURLWithPath: $0) }, observing: { unknown.add($0) },
        progress: { try progress($0, count) })
    }
    unknown.report(to: context.reporter)
    if common.json {
      try Result(
        rows: count, part: opened.part.rawValue, out: out, meanProbability: mean, unknown: unknown.shares,
        unknownScenarios: unknown.scenarioShare
      ).printJSON()
    } else if let out {
      context.reporter.note("\(Figures.count(count)) rows in \(out), mean probability \(Figures.score(mean))")
    }
  }
}
