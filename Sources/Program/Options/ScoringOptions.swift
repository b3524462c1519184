import ArgumentParser
import ClickLog
import Foundation
import Runs
import Training

/// What `evaluate`, `predict` and `map` score: rows of a log, by a trained run.
struct ScoringOptions: ParsableArguments {
  @Argument(help: "The folder of a finished run.")
  var run: String

  @Argument(help: "A log of the same form, a store prepared with it, or 'planted'.")
  var data: String

  @Option(
    help: """
      Rows to take: all, training, validation or test. (default: test for the log that the run was trained on, so that \
      the figures are those of training; all for any other)
      """)
  var part: ScoredPart?

  @OptionGroup(title: "Reading") var reading: ReadingOptions

  struct Opened {
    let run: TrainedRun
    let data: PreparedData
    /// The columns of the input that were asked for; nil where none were.
    let columns: InputColumns?
    let part: ScoredPart
    let rows: LogPart
  }

  /// Reads the run, and the log in the run's codes.
  ///
  /// - Parameters:
  ///   - columns: of the input, to be read once more.
  ///   - check: is handed the run before the log is read.
  func open(
    _ planted: PlantedOptions, _ common: CommonOptions, labelsRequired: Bool, columns: [String] = [],
    checking check: (TrainedRun) throws -> Void = { _ in }, _ context: RunContext
  ) throws -> Opened {
    let run = try TrainedRun.recovered(in: run, threads: common.threads)
    try check(run)
    let source = try DataSource.open(
      data, coding: run.encoding, planted: try planted.settings(for: data, over: run.settings).planted,
      preparation: reading.preparation(common), context)
    let columns = columns.isEmpty ? nil : try source.columns(columns, coding: run.encoding)
    let prepared = try source.prepare(with: run.encoding, labelsRequired: labelsRequired)
    let log = prepared.log

    let chosen = part ?? .usual(of: log, trainedOn: run.encoding)
    if part == nil, chosen == .test {
      context.reporter.note(
        "This is the log that the run was trained on: taking its test part (--part all takes every row).")
    }
    let rows = chosen.rows(of: log)
    guard rows.rows > 0 else { throw LogError("no rows in the \(chosen.rawValue) part", file: data) }
    return Opened(run: run, data: prepared, columns: columns, part: chosen, rows: rows)
  }
}

extension ScoredPart: ExpressibleByArgument {}

extension TrainedRun {
  /// A run as a command opens it: with a finish that was cut off completed.
  static func recovered(in path: String, threads: Int?) throws -> TrainedRun {
    let folder = RunFolder(URL(fileURLWithPath: path))
    try folder.recover()
    return try TrainedRun(folder, threads: threads)
  }
}
