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
      needed. Clusters count from 0; the column is empty for a model without clusters. --columns puts columns of the input \
      beside them, to join by.

        adl predict runs/first new.csv --columns user_id,item_id --out predictions.csv
      """)

  @OptionGroup var scoring: ScoringOptions

  @Option(help: "The file to write: .csv or .parquet. (default: standard output, as CSV)")
  var out: String?

  @Option(help: "Columns of the input to write too, with commas between: any of the log or its side tables.")
  var columns: String?

  @Option(help: "A feature whose embedding is written for each row, several values pooled.")
  var embeddings: String?

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
    let url = out.map { URL(fileURLWithPath: $0) }
    if let url { _ = try TableFormat(url) }
    let context = common.context
    var vectors: FieldEmbeddings?
    let opened = try scoring.open(
      planted, common, labelsRequired: false, judging: false, columns: try columns.map(Self.names) ?? [],
      checking: { run in vectors = try embeddings.map { try run.model.embeddings(of: $0) } }, context)
    let count = opened.rows.rows
    var unknown = UnknownValues(opened.run.encoding)
    let mean = try context.stage("predicting", unit: "rows") { progress in
      try PredictionFile.write(
        opened.rows, of: opened.run.model, with: opened.columns, vectors, to: url, observing: { unknown.add($0) },
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

  private static func names(_ text: String) throws -> [String] {
    let names = text.split(separator: ",", omittingEmptySubsequences: false).map {
      $0.trimmingCharacters(in: .whitespaces)
    }
    guard !names.contains("") else { throw UsageError("--columns: expected names with commas between, not '\(text)'") }
    return names
  }
}
