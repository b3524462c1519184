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
    discussion: "  adl evaluate runs/first clicks.csv\n  adl evaluate runs/first clicks.csv --by country --by hour")

  @OptionGroup var scoring: ScoringOptions

  @Option(
    name: .customLong("by"),
    help: """
      A column whose values' rows are judged by themselves, too: a feature, or any other of the log, which is read once \
      more then. May be given several times.
      """)
  var names: [String] = []

  @Option(help: "NDCG and hit rate of the first k rows of a session, too, like 1,5. (default: 10)")
  var at: String?
  @OptionGroup(title: "For 'planted'") var planted: PlantedOptions
  @OptionGroup(title: "General") var common: CommonOptions

  /// Values of a column that a terminal shows.
  private static let valuesShown = 50

  func run() throws {
    let context = common.context
    let ks = try at.map { try [Int](of: "--at", $0, in: 1...1_000_000) } ?? []
    let shown = Metric.all + Set(ks).subtracting([10]).sorted().flatMap { [.ndcg(at: $0), .hitRate(at: $0)] }
    let opened = try scoring.open(planted, common, labelsRequired: true, context)
    let columns = try names.map { try column($0, opened.run.encoding, context) }
    var unknown = UnknownValues(opened.run.encoding)
    let metrics = try context.stage("evaluating", unit: "rows") { progress in
      try opened.run.evaluate(
        opened.rows, opened.part.rawValue, of: opened.data, by: columns, shown, observing: { unknown.add($0) },
        progress: { try progress($0, opened.rows.rows) })
    }
    unknown.report(to: context.reporter)
    let title = opened.run.settings.model.title
    for warning in metrics.warnings(of: title) { context.reporter.warn(warning) }
    if common.json { return try metrics.printJSON() }
    let table = MetricsTable([MetricsTable.Entry(name: title, metrics: metrics)], shown)
    var tables = [table.overall(), table.scenarios()]
    tables += metrics.clusterings.filter { $0.counts.count > 1 }.map(table.clusters)
    tables += names.map { table.values(of: $0, limit: Self.valuesShown) }
    print(tables.map { $0.text() }.joined(separator: "\n"), terminator: "")
    for column in names {
      guard let count = metrics.by?[column]?.count, count > Self.valuesShown else { continue }
      print("Of \(Figures.count(count)) values of \(column) the \(Self.valuesShown) with most rows; --json has all.")
    }
  }

  /// A feature of the run, or else a column of the log.
  private func column(_ name: String, _ encoding: Encoding, _ context: RunContext) throws -> ColumnValues {
    if let feature = ColumnValues(name, of: encoding) { return feature }
    let url = URL(fileURLWithPath: scoring.data)
    guard ![DataSource.planted, DataSource.standardInput].contains(scoring.data), !PreparedLog.isStore(url) else {
      let hint = NearestNames.hint(for: name, among: encoding.fields.map(\.name))
      throw UsageError("--by: '\(name)' is no feature of this run, and \(scoring.data) has no other columns; \(hint)")
    }
    return try ColumnValues(name, in: url, as: encoding, scoring.reading.preparation(common), context)
  }
}
