import ArgumentParser
import ClickLog
import Evaluation
import Foundation
import Reports
import ScenarioModels
import Training

struct TrainCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "train",
    abstract: "Train a model on a click log and judge it on the test part.",
    discussion: """
      DATA is a CSV or TSV file (also .gz), a folder with one and its side tables, a prepared store, or 'planted', the \
      built-in simulated log. RUN gets model.safetensors, run.yaml, vocabulary/, metrics.json, history.csv and \
      report.html.

        adl train planted
        adl train clicks.csv --schema schema.yaml --out runs/first
        adl train clicks.csv --resume runs/first
      """)

  enum Baseline: String, CaseIterable, ExpressibleByArgument { case dnn, none }

  @Argument(help: "The log.")
  var data: String

  @Option(help: "What the log's columns mean: a YAML file. Without it, schema.yaml beside the log, or a guess.")
  var schema: String?

  @Option(help: "The run's folder. (default: a new one in runs/)")
  var out: String?

  @Option(help: "Go on with an interrupted run in this folder, with its settings.")
  var resume: String?

  @Option(help: "Also train this model, to compare: dnn or none. (default: dnn for 'planted', otherwise none)")
  var baseline: Baseline?

  @Flag(help: "Leave out exact copies of earlier rows.")
  var dropDuplicates = false

  @OptionGroup(title: "Settings") var options: SettingsOptions
  @OptionGroup(title: "For 'planted'") var planted: PlantedOptions
  @OptionGroup(title: "General") var common: CommonOptions

  func run() throws {
    let settings = try resolvedSettings()
    let console = common.console
    let source = try DataSource(data, schema: schema, planted: try planted.settings(seed: 1), console)
    let log = try source.prepare(dropDuplicates: dropDuplicates, seed: settings.seed)

    let folder = RunFolder(URL(fileURLWithPath: resume ?? out ?? newFolder(source.name, settings)))
    let baseline = try trainBaseline(settings, log, source, beside: folder, console)
    let run = try TrainingRun(
      settings, on: log, truth: source.truth, in: folder, resuming: resume != nil, console)
    try folder.unfinished.write(report: HTMLReport(RunReport(run, data: source.name, baseline: baseline)).html())
    try folder.finish()

    if common.json { return print(String(decoding: try run.metrics.json(), as: UTF8.self), terminator: "") }
    let table = MetricsTable([baseline, run].compactMap { $0?.entry })
    print(table.overall().text() + "\n" + table.scenarios().text())
    print("The run is in \(folder.url.relativePath) (report.html shows it).")
  }

  private func resolvedSettings() throws -> RunSettings {
    guard let resume else { return try options.settings(common) }
    guard out == nil, options.isEmpty, common.seed == nil else {
      throw UsageError("--resume goes on with the run's own settings; leave out --out, --seed and settings")
    }
    let folder = RunFolder(URL(fileURLWithPath: resume))
    guard folder.canResume else { throw UsageError("--resume: no unfinished run in \(resume)") }
    var settings = try TrainedRun.settings(in: folder.unfinished)
    if let threads = common.threads { settings.threads = threads }
    return settings
  }

  private func trainBaseline(
    _ settings: RunSettings, _ log: PreparedLog, _ source: DataSource, beside folder: RunFolder, _ console: Console
  ) throws -> TrainingRun? {
    let chosen = baseline ?? (data == DataSource.planted ? .dnn : .none)
    guard chosen == .dnn, settings.model != .dnn, resume == nil else { return nil }
    var settings = settings
    settings.model = .dnn
    let place = RunFolder(folder.url.appendingPathComponent("baseline"))
    try folder.begin()
    let run = try TrainingRun(
      settings, on: log, truth: source.truth, in: place, resuming: false, console)
    try place.unfinished.write(report: HTMLReport(RunReport(run, data: source.name, baseline: nil)).html())
    try place.finish()
    return run
  }

  /// runs/<log>-<model>, with a number if that is taken.
  private func newFolder(_ name: String, _ settings: RunSettings) -> String {
    let stem = "runs/\(name)-\(settings.model.rawValue)"
    var candidate = stem
    var number = 2
    while FileManager.default.fileExists(atPath: candidate) {
      candidate = "\(stem)-\(number)"
      number += 1
    }
    return candidate
  }
}
