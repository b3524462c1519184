import ArgumentParser
import ClickLog
import Evaluation
import Foundation
import Runs
import SimulatedLogs
import Training

struct GenerateCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "generate",
    abstract: "Write a simulated log, with its truth beside it.",
    discussion: """
      Truth is each row's planted cluster and true click probability.

      planted writes log.csv, schema.yaml and truth.csv:
        adl generate planted --rows 1000000 --out data/planted
        adl train data/planted

      ali-ccp writes what Ali-CCP is published as (skeleton and common features of train and test), schema.yaml,
      truth_train.csv and truth_test.csv. 42300135 rows are the published size.
        adl generate ali-ccp --rows 1000000 --out data/ali-ccp

      daily writes five days in day-00.csv, each later day in a file of its own, and schema.yaml: tastes drift, users and \
      items come and go, and halfway a new page opens. There is no truth beside it.
        adl generate daily --days 10 --out data/daily
        adl prepare data/daily/day-00.csv --schema data/daily/schema.yaml --out daily.store
      """)

  enum Kind: String, CaseIterable, ExpressibleByArgument {
    case planted
    case aliCCP = "ali-ccp"
    case daily
  }

  @Argument(
    help: """
      planted: latent clusters set features and clicks, and do not line up with the scenarios. \
      ali-ccp: the same in the form, fields and sizes of Ali-CCP. \
      daily: a file a day, to try updates on.
      """)
  var kind: Kind

  @Option(help: "The folder to write to.")
  var out: String

  @Option(help: "ali-ccp: rows of the test part. (default: as many as --rows)")
  var testRows: Int?

  @Option(help: "daily: days after the first five. (default: 10)")
  var days: Int?

  @OptionGroup(title: "The log") var planted: PlantedOptions
  @OptionGroup(title: "General") var common: CommonOptions

  struct PlantedResult: Encodable {
    let rows: Int
    let clicks: Int
    let sessions: Int
    let folder: String
  }

  struct DailyResult: Encodable {
    let rows: Int
    let clicks: Int
    let files: Int
    let folder: String
  }

  struct AliCCPResult: Encodable {
    let rows: Int
    let testRows: Int
    let clicks: Int
    let conversions: Int
    let contradictions: Int
    let commonLines: Int
    @Nullable var bestPossibleAUC: Double?
    let folder: String
  }

  func run() throws {
    guard days == nil || kind == .daily else { throw UsageError("--days is for 'daily' only") }
    guard testRows == nil || kind == .aliCCP else { throw UsageError("--test-rows is for 'ali-ccp' only") }
    switch kind {
    case .daily: try writeDaily()
    case .planted: try writePlanted()
    case .aliCCP: try writeAliCCP()
    }
  }

  private var folder: URL { URL(fileURLWithPath: out) }
  private var seed: UInt64 { UInt64(common.seed ?? 1) }

  private func writePlanted() throws {
    var settings = try planted.settings(for: DataSource.planted).planted.log
    settings.seed = seed
    let summary = try writing(settings.rows) { try PlantedLog(settings).write(to: folder, progress: $0) }
    guard !common.json else {
      return try PlantedResult(
        rows: summary.rows, clicks: summary.clicks, sessions: summary.sessions, folder: out
      ).printJSON()
    }
    print(
      """
      \(Figures.count(summary.rows)) rows, \(Figures.count(summary.clicks)) clicks, \
      \(Figures.count(summary.sessions)) sessions in \(folder.relativePath): log.csv, schema.yaml, truth.csv
      """)
  }

  private func writeAliCCP() throws {
    guard !planted.aligned else { throw UsageError("--aligned is for 'planted' only") }
    var settings = SimulatedAliCCP.Settings()
    settings.rows = planted.rows ?? settings.rows
    settings.testRows = testRows
    settings.clusters = planted.plantedClusters ?? settings.clusters
    settings.seed = seed
    settings.threads = common.threads ?? 0
    let log = try SimulatedAliCCP(settings)
    let summary = try writing(settings.rows + (testRows ?? settings.rows)) { try log.write(to: folder, progress: $0) }
    guard !common.json else {
      return try AliCCPResult(
        rows: summary.rows, testRows: summary.testRows, clicks: summary.clicks, conversions: summary.conversions,
        contradictions: summary.contradictions, commonLines: summary.commonLines,
        bestPossibleAUC: summary.bestPossibleAUC, folder: out
      ).printJSON()
    }
    print(
      """
      \(Figures.count(summary.rows)) training rows, \(Figures.count(summary.testRows)) test rows, \
      \(Figures.count(summary.clicks)) clicks, \(Figures.count(summary.conversions)) conversions in \
      \(folder.relativePath): skeletons, common features, schema.yaml, truth_train.csv, truth_test.csv
      """)
  }

  private func writeDaily() throws {
    var settings = DailyLog.Settings()
    settings.days = days ?? settings.days
    settings.rows = planted.rows ?? settings.rows
    settings.seed = seed
    guard (0...300).contains(settings.days), settings.rows > 0, planted.plantedClusters == nil, !planted.aligned else {
      throw UsageError("'daily' takes --days from 0 to 300, --rows of a day and --seed")
    }
    let log = DailyLog(settings)
    let summary = try writing(log.rows) { try log.write(to: folder, progress: $0) }
    guard !common.json else {
      return try DailyResult(
        rows: summary.rows, clicks: summary.clicks, files: summary.files.count, folder: out
      ).printJSON()
    }
    print(
      """
      \(Figures.count(summary.rows)) rows, \(Figures.count(summary.clicks)) clicks in \(folder.relativePath): \
      day-00.csv to \(summary.files.last?.lastPathComponent ?? ""), schema.yaml
      """)
  }

  /// Runs `write` with the progress of so many rows on the console; an interruption ends it.
  private func writing<Summary>(_ rows: Int, _ write: ((Int) throws -> Void) throws -> Summary) throws -> Summary {
    try common.context.stage("simulating", unit: "rows") { progress in try write { try progress($0, rows) } }
  }
}
