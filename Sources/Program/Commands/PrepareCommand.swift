import ArgumentParser
import ClickLog
import Evaluation
import Foundation
import LogChecks
import Runs
import Training

struct PrepareCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "prepare",
    abstract: "Turn a log into a prepared store, to train on many times.",
    discussion: """
      DATA is a CSV or TSV file (also .gz), a Parquet or Arrow file, a folder with such files (also in folders like \
      date=2024-01-07), a path with * in it, a folder with Ali-CCP as it is published, - for standard input, or 'planted'. \
      Interrupted, the same command goes on.

        adl prepare clicks.csv --schema schema.yaml --out clicks.store
        adl train clicks.store
        adl prepare day-8.csv --append clicks.store
        adl prepare day-9.csv --append clicks.store --forget-before 2024-01-03
      """)

  @Argument(help: "The log.")
  var data: String

  @Option(help: "What the log's columns mean: a YAML file.")
  var schema: String?

  @Option(help: "The store's folder.")
  var out: String?

  @Option(
    help: """
      A store to add this log to, such as a new day. Its vocabularies grow; the rows it has stay as they are. With \
      --schema, the split of that schema says which of the new rows are for training.
      """)
  var append: String?

  @Option(
    help: """
      Drop the store's logs whose rows all happened before this time, and the values that no training row has any more: with \
      --append after appending, or alone with a store as DATA.
      """)
  var forgetBefore: String?

  @Flag(help: "Leave out exact copies of earlier rows.")
  var dropDuplicates = false

  @OptionGroup(title: "Reading") var reading: ReadingOptions
  @OptionGroup(title: "For 'planted'") var planted: PlantedOptions
  @OptionGroup(title: "General") var common: CommonOptions

  func run() throws {
    let context = common.context
    let started = ContinuousClock().now
    var log: PreparedLog
    if let append {
      log = try appended(to: append, context)
      if forgetBefore != nil { log = try forgotten(in: URL(fileURLWithPath: append), context) }
    } else if forgetBefore != nil {
      log = try forgotten(in: try storeOfData(), context)
    } else {
      log = try prepared(context)
    }
    let seconds = (ContinuousClock().now - started).seconds
    try LeakageGuard.report(on: log, context)
    var summary = StoreSummary(log)
    summary.preparation = StoreSummary.Preparation(rows: log.statistics.rowsRead, seconds: seconds)
    if common.json { try summary.printJSON() } else { print(summary.text, terminator: "") }
  }

  private func prepared(_ context: RunContext) throws -> PreparedLog {
    guard let out else { throw UsageError("expected --out, the folder of the store, or --append, a store to add to") }
    let source = try DataSource.open(
      data, schema: schema, planted: try planted.settings(for: data).planted,
      preparation: reading.preparation(common), context)
    return try Interrupted.hinting("the same command goes on") {
      try source.prepare(
        into: URL(fileURLWithPath: out), dropDuplicates: dropDuplicates, seed: common.seed ?? 1
      ).log
    }
  }

  /// The store that DATA is, to forget in.
  private func storeOfData() throws -> URL {
    let url = URL(fileURLWithPath: data)
    guard PreparedLog.isStore(url), out == nil, schema == nil, !dropDuplicates else {
      throw UsageError("--forget-before changes a store: give one as DATA or with --append, without --out and --schema")
    }
    return url
  }

  private func forgotten(in store: URL, _ context: RunContext) throws -> PreparedLog {
    guard let time = forgetBefore else { return try PreparedLog.open(store) }
    let before = try PreparedLog.open(store)
    let (log, dropped) = try PreparedLog.forget(before: time, in: store) { try context.cancellation.check() }
    guard !dropped.isEmpty else {
      context.reporter.note("No log in the store is wholly from before \(time): nothing was forgotten.")
      return log
    }
    let change = try EncodingChange(from: before.encoding, to: log.encoding)
    context.reporter.note(
      "Forgotten: \(dropped.map(\.title).joined(separator: ", ")); \(Figures.count(before.rows - log.rows)) rows, "
        + "\(Figures.count(change.forgottenRows)) values.")
    return log
  }

  private func appended(to store: String, _ context: RunContext) throws -> PreparedLog {
    guard out == nil, !dropDuplicates else {
      throw UsageError("--append adds to the store itself; leave out --out and --drop-duplicates")
    }
    let store = URL(fileURLWithPath: store)
    guard PreparedLog.isStore(store) else { throw LogError("expected a store to append to", file: store.relativePath) }
    let encoding = try PreparedLog.open(store).encoding
    let source = try DataSource.open(
      data, schema: schema, coding: schema == nil ? encoding : nil,
      planted: try planted.settings(for: data).planted, preparation: reading.preparation(common), context)
    return try source.append(to: store, seed: common.seed ?? 1)
  }
}
