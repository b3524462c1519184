import ArgumentParser
import ClickLog
import Evaluation
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
      Rows to take: all, training, validation, test, or newer, what was appended to a store since the run was trained. \
      (default: of predict all; otherwise the test part of a log that the run was trained on, all of any other)
      """)
  var part: ScoredPart?

  @Flag(
    help: """
      The log keeps as few rows without a click as the run's own did (negativeSampling in its schema). (default: it has all)
      """)
  var sampled = false

  @OptionGroup(title: "Reading") var reading: ReadingOptions

  init() {}

  /// For a command that has these arguments in another form.
  init(run: String, data: String, part: ScoredPart?, reading: ReadingOptions) {
    (self.run, self.data, self.part, self.reading, sampled) = (run, data, part, reading, false)
  }

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
  ///   - judging: whether the rows are to say what the run is worth: then none that it was trained on are taken without a
  ///     word.
  ///   - columns: of the input, to be read once more.
  ///   - check: is handed the run before the log is read.
  func open(
    _ planted: PlantedOptions, _ common: CommonOptions, labelsRequired: Bool, judging: Bool = true,
    columns: [String] = [], checking check: (TrainedRun) throws -> Void = { _ in }, _ context: RunContext
  ) throws -> Opened {
    let run = try TrainedRun.recovered(in: run, threads: common.threads)
    try check(run)
    let source = try DataSource.open(
      data, coding: run.encoding, planted: try planted.settings(for: data, over: run.settings).planted,
      preparation: reading.preparation(common), context)
    let columns = columns.isEmpty ? nil : try source.columns(columns, coding: run.encoding)
    let prepared = try source.prepare(with: run.encoding, labelsRequired: labelsRequired, sampled: sampled)
    let log = prepared.log

    let (chosen, rows) = ScoredPart.chosen(part ?? (judging ? nil : .all), of: log, trainedOn: run.encoding.logs)
    guard rows.rows > 0 else { throw LogError("no rows in the \(chosen.rawValue) part", file: data) }
    if judging { report(log, run.encoding, chosen, context.reporter) }
    return Opened(run: run, data: prepared, columns: columns, part: chosen, rows: rows)
  }

  /// Says which rows are taken where that is not plain, and which of them the run was trained on.
  private func report(_ log: PreparedLog, _ encoding: Encoding, _ chosen: ScoredPart, _ reporter: any Reporter) {
    let newer = log.part(ofKnown: false, to: encoding.logs).rows
    if part == nil, chosen == .test {
      let rest = newer > 0 ? ", --part newer the \(Figures.count(newer)) rows appended since" : ""
      reporter.note("The run was trained on this log: taking its test part (--part all takes every row\(rest)).")
    }
    guard chosen == .all || chosen == .training else { return }
    let trained = log.part(.training, ofKnown: true, to: encoding.logs).rows
    if trained > 0 {
      reporter.warn(
        "The run was trained on \(Figures.count(trained)) of these rows: what is measured on them says little.")
    } else if chosen == .all, log.logs.contains(where: { $0.isKnown(to: encoding.logs) }) {
      reporter.warn(
        "The run was trained on rows of this log, but which ones cannot be told: its split was another one.")
    } else if chosen == .all, log.part(.training).rows > 0 {
      reporter.warn(
        "By the schema's split \(Figures.count(log.part(.training).rows)) of these rows are for training: "
          + "the run may have been trained on them (--part test leaves them out).")
    }
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
