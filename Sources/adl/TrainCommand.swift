import ArgumentParser
import ClickLog
import Evaluation
import Foundation
import Reports
import ScenarioModels
import SimulatedLogs
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

  @Option(help: "Also train this model, to compare: dnn or none. (default: dnn for 'planted', otherwise none)")
  var baseline: Baseline?

  @Flag(help: "Leave out exact copies of earlier rows.")
  var dropDuplicates = false

  @OptionGroup(title: "Settings") var cluster: ClusterOption
  @OptionGroup(title: "Settings") var options: SettingsOptions
  @OptionGroup(title: "Reading") var reading: ReadingOptions
  @OptionGroup(title: "For 'planted'") var planted: PlantedOptions
  @OptionGroup(title: "General") var common: CommonOptions

  func run() throws {
    let console = common.console
    var place = try TrainingPlace(out: out, resume: resume)
    let settings =
      try place.begun.map(settings(of:))
      ?? planted.settings(
        for: data, over: options.settings(common, clusters: cluster, over: settingsOfEarlierRun()))
    let (source, log) = try stoppable("the same command \(place.begun == nil ? "starts again" : "goes on")") {
      try open(settings, place.begun, console)
    }
    let folder = try place.settle(in: RunFolder(URL(fileURLWithPath: newFolder(source.name, settings))))
    if let begun = place.begun {
      try begun.files.check(isOf: log.encoding)
      if begun.isFinished { return try say(finished: folder, console) }
    }
    // Before the baseline is trained, which may take its time.
    try settings.checkMemory(for: ModelShape(log.encoding))
    if place.begun == nil {
      if let resume { console.log.info("Nothing was begun in \(resume); starting there.") }
      try folder.begin(settings, log.encoding)
    }

    let truth = source.truth(for: log)
    let (baseline, run) = try stoppable("the same command with --resume \(folder.url.relativePath) goes on") {
      try LeakageGuard.warn(of: log, console)
      let baseline = try baselineEntry(settings, log, truth, source.name, in: folder.unfinished.baseline, console)
      let run = try TrainingRun(settings, on: log, truth: truth, in: folder, console)
      let report = try RunReport(run, data: source.name, baseline: baseline)
      try folder.unfinished.write(report: HTMLReport(report).html())
      return (baseline, run)
    }
    try folder.finish()
    place.leave()

    if common.json { return print(String(decoding: try run.metrics.json(), as: UTF8.self), terminator: "") }
    let table = MetricsTable([baseline, run.entry].compactMap { $0 })
    print(table.overall().text() + "\n" + table.scenarios().text())
    print("The run is in \(folder.url.relativePath) (report.html shows it).")
  }

  /// Tells whoever interrupts this how to go on.
  private func stoppable<R>(_ hint: String, _ body: () throws -> R) throws -> R {
    do { return try body() } catch is Interruption { throw Interruption(hint: hint) }
  }

  /// There was nothing left to do.
  private func say(finished folder: RunFolder, _ console: Console) throws {
    let metrics = try folder.readMetrics()
    console.log.info("The run in \(folder.url.relativePath) is finished already.")
    if common.json { print(String(decoding: try metrics.json(), as: UTF8.self), terminator: "") }
  }

  /// The log: on its own terms, or on those of the run that training starts from.
  private func open(
    _ settings: RunSettings, _ begun: TrainingPlace.BegunRun?, _ console: Console
  ) throws -> (DataSource, PreparedLog) {
    let preparation = reading.preparation(common)
    let schema = schema ?? keptSchema(of: begun)
    guard let earlier = settings.from else {
      let source = try DataSource(
        data, schema: schema, planted: settings.plantedLog, preparation: preparation, console)
      return (source, try source.prepare(dropDuplicates: dropDuplicates, seed: settings.seed))
    }
    let encoding = try Encoding.load(from: RunFolder(URL(fileURLWithPath: earlier)).vocabulary)
    let source = try DataSource(
      data, schema: schema, coding: schema == nil ? encoding : nil,
      planted: settings.plantedLog, preparation: preparation, console)
    let log = try source.prepare(growing: encoding, seed: settings.seed)
    let new = log.encoding.totalRows - encoding.totalRows
    console.log.info(
      "Going on from \(earlier): \(Figures.count(log.part(.training).rows)) training rows, \(Figures.count(new)) new embedding rows."
    )
    return (source, log)
  }

  private func settingsOfEarlierRun() throws -> RunSettings {
    guard let from else { return RunSettings() }
    let folder = RunFolder(URL(fileURLWithPath: from))
    guard folder.isFinished else { throw UsageError("--from: no finished run in \(from)") }
    guard baseline != .dnn else { throw UsageError("--from goes on with one run; leave out --baseline") }
    var settings = try TrainedRun.settings(in: folder)
    settings.from = folder.url.standardizedFileURL.path
    return settings
  }

  /// The metrics of the model to compare with: trained, gone on with, or there from before an interruption.
  private func baselineEntry(
    _ settings: RunSettings, _ log: PreparedLog, _ truth: PlantedTruth?, _ name: String, in folder: RunFolder,
    _ console: Console
  ) throws -> MetricsTable.Entry? {
    let chosen = baseline ?? (data == DataSource.planted && settings.from == nil ? .dnn : .none)
    guard chosen == .dnn, settings.model != .dnn else { return nil }
    var settings = settings
    settings.model = .dnn
    try folder.recover()
    if folder.isFinished {
      return MetricsTable.Entry(name: settings.model.title, metrics: try folder.readMetrics())
    }
    if folder.canResume { try folder.resume(log.encoding) } else { try folder.begin(settings, log.encoding) }
    let run = try TrainingRun(settings, on: log, truth: truth, in: folder, console)
    try folder.unfinished.write(report: HTMLReport(RunReport(run, data: name, baseline: nil)).html())
    try folder.finish()
    return run.entry
  }

  /// The settings of the run to go on with; flags may repeat them, and change what has no say in the model.
  private func settings(of begun: TrainingPlace.BegunRun) throws -> RunSettings {
    let kept = begun.settings
    if let out, URL(fileURLWithPath: out).standardizedFileURL != begun.folder.url.standardizedFileURL {
      throw UsageError("--resume goes on in \(begun.folder.url.relativePath); leave out --out")
    }
    let asked = try planted.settings(for: data, over: options.settings(common, clusters: cluster, over: kept))
    let same = asked.withSilent(of: kept)
    guard same == kept || !begun.isFinished else {
      throw UsageError(
        "no unfinished run in \(begun.folder.url.relativePath), and the finished one there has other settings; --out begins a new one"
      )
    }
    guard same == kept else {
      throw UsageError("--resume goes on with the run's own settings (\(begun.files.settings.relativePath))")
    }
    return asked
  }

  /// The schema that the run to go on with was started with.
  private func keptSchema(of begun: TrainingPlace.BegunRun?) -> String? {
    guard let begun, data != DataSource.planted, !PreparedLog.isStore(URL(fileURLWithPath: data)) else { return nil }
    return begun.files.schema.path
  }

  /// runs/<log>-<model>, with a number if that is taken.
  private func newFolder(_ name: String, _ settings: RunSettings) -> String {
    let stem = "runs/\(name)-\(settings.model.name)"
    var candidate = stem
    var number = 2
    while FileManager.default.fileExists(atPath: candidate) {
      candidate = "\(stem)-\(number)"
      number += 1
    }
    return candidate
  }
}
