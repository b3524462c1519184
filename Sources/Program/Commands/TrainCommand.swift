import ArgumentParser
import ClickLog
import Evaluation
import Foundation
import LogChecks
import Reports
import Runs
import ScenarioModels
import Training

struct TrainCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "train",
    abstract: "Train a model on a click log and judge it on the test part.",
    discussion: """
      DATA is whatever adl prepare takes, a prepared store, or 'planted', the built-in simulated log. RUN gets model.safetensors, run.yaml, vocabulary/, metrics.json, history.csv and \
      report.html.

        adl train planted
        adl train clicks.csv --schema schema.yaml --out runs/first
        adl train clicks.csv --resume runs/first
        adl train day-8.csv --from runs/first --out runs/second
      """)

  enum Baseline: String, CaseIterable, ExpressibleByArgument { case dnn, none }

  @Argument(help: "The log.")
  var data: String

  @Option(help: "What the log's columns mean: a YAML file. Without it, schema.yaml beside the log, or a guess.")
  var schema: String?

  @Option(help: "The run's folder. (default: a new one in runs/)")
  var out: String?

  @Option(
    help: """
      Go on with the run in this folder wherever it was cut off: the same command again, with this instead of --out. Starts \
      it where nothing was begun, and only says so where it is finished.
      """)
  var resume: String?

  @Option(
    help: """
      Start from this run's weights and settings, and go on with later data: a log, or a store that was appended to, of \
      which the newest training rows are taken. Values that the run does not know get new rows.
      """)
  var from: String?

  @Flag(help: "With --from: train on rows that the run was trained on already.")
  var again = false

  @Option(help: "Also train this model, to compare: dnn or none. (default: dnn for 'planted', otherwise none)")
  var baseline: Baseline?

  @Flag(help: "Find how much each input matters, by shuffling it, and show it in the report.")
  var importance = false

  @Flag(help: "Leave out exact copies of earlier rows.")
  var dropDuplicates = false

  @OptionGroup(title: "Settings") var cluster: ClusterOption
  @OptionGroup(title: "Settings") var options: SettingsOptions
  @OptionGroup(title: "Reading") var reading: ReadingOptions
  @OptionGroup(title: "For 'planted'") var planted: PlantedOptions
  @OptionGroup(title: "General") var common: CommonOptions

  func validate() throws {
    guard !again || from != nil || resume != nil else {
      throw ValidationError("--again goes with --from: without an earlier run every row is new")
    }
  }

  func run() throws {
    let context = common.context
    var location = try runLocation()
    let settings = try settings(location.begun)
    let opened = try Interrupted.hinting("the same command \(location.begun == nil ? "starts again" : "goes on")") {
      try open(settings, location.begun, context)
    }
    guard let data = opened else {
      return context.reporter.note(
        "No rows are new to the run in \(settings.from ?? ""): nothing was done.", remedy: .again)
    }
    let folder = try location.settle(namedLike: "runs/\(data.name)-\(settings.model.name)")
    if let begun = location.begun {
      try begun.files.check(isOf: data.log.encoding)
      if begun.isFinished { return try report(finished: folder, context) }
    }
    if let resume, location.begun == nil { context.reporter.note("Nothing was begun in \(resume); starting there.") }

    let run = try Interrupted.hinting("the same command with --resume \(folder.url.relativePath) goes on") {
      try LeakageGuard.report(on: data.log, context)
      return try Run.train(
        settings, on: data, in: folder, location.start, baseline: model(beside: settings), importance: importance,
        context)
    }
    location.leave()

    if common.json { return try run.metrics.printJSON() }
    let table = MetricsTable([run.baseline, run.entry].compactMap { $0 })
    print(table.overall().text() + "\n" + table.scenarios().text())
    print("The run is in \(folder.url.relativePath) (report.html shows it).")
  }

  private func runLocation() throws -> RunLocation {
    guard let resume else { return try RunLocation(new: out.map { URL(fileURLWithPath: $0) }) }
    let url = URL(fileURLWithPath: resume)
    if let out, URL(fileURLWithPath: out).standardizedFileURL != url.standardizedFileURL {
      throw UsageError("--resume goes on in \(resume); leave out --out")
    }
    return try RunLocation(resuming: url)
  }

  /// The settings of the run to resume, which flags may repeat; or those of flags over the ones of `--from`.
  private func settings(_ begun: BegunRun?) throws -> RunSettings {
    let start = try begun?.settings ?? settingsOfEarlierRun()
    let asked = try planted.settings(for: data, over: options.settings(common, clusters: cluster, over: start))
    guard let begun else { return asked }
    let completed = asked.completed(by: begun.settings)
    try begun.check(completed)
    return completed
  }

  private func settingsOfEarlierRun() throws -> RunSettings {
    guard let from else { return RunSettings() }
    let folder = RunFolder(URL(fileURLWithPath: from))
    guard folder.isFinished else { throw UsageError("--from: no finished run in \(from)") }
    guard baseline != .dnn else { throw UsageError("--from goes on with one run; leave out --baseline") }
    guard !dropDuplicates else { throw UsageError("--from keeps to the run's schema; leave out --drop-duplicates") }
    return try folder.readSettings().goingOn(from: folder.url, Encoding.load(from: folder.vocabulary))
  }

  /// The model to compare with.
  private func model(beside settings: RunSettings) -> ModelKind? {
    let chosen = baseline ?? (data == DataSource.planted && settings.from == nil ? .dnn : .none)
    return chosen == .dnn ? .dnn : nil
  }

  /// The log: on its own terms, or on those of the run that training starts from; nil if that knows all its rows.
  private func open(_ settings: RunSettings, _ begun: BegunRun?, _ context: RunContext) throws -> PreparedData? {
    let schema = schema ?? keptSchema(of: begun)
    let earlier = try settings.from.map { try Encoding.load(from: RunFolder(URL(fileURLWithPath: $0)).vocabulary) }
    let source = try DataSource.open(
      data, schema: schema, coding: schema == nil ? earlier : nil, planted: settings.planted,
      recipe: settings.recipe, preparation: reading.preparation(common), context)
    guard let earlier, let from = settings.from else {
      return try source.prepare(dropDuplicates: dropDuplicates, seed: settings.seed)
    }
    guard let data = try source.prepare(growing: earlier, again: again, seed: settings.seed) else { return nil }
    let rows = Figures.count(data.log.part(.training).rows)
    let change = try EncodingChange(from: earlier, to: data.log.encoding)
    context.reporter.note("Going on from \(from): \(rows) training rows\(change.words).")
    return data
  }

  /// The schema that the run to resume was started with.
  private func keptSchema(of begun: BegunRun?) -> String? {
    guard let begun, data != DataSource.planted, !PreparedLog.isStore(URL(fileURLWithPath: data)) else { return nil }
    return begun.files.schema.path
  }

  /// Reports that there is nothing left to do.
  private func report(finished folder: RunFolder, _ context: RunContext) throws {
    let metrics = try folder.readMetrics()
    context.reporter.note("The run in \(folder.url.relativePath) is finished already.")
    if common.json { try metrics.printJSON() }
  }
}
