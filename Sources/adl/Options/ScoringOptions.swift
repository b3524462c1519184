import ArgumentParser
import ClickLog
import Foundation
import SimulatedLogs
import Training

/// What `evaluate` and `predict` ask: a trained run about rows of a log.
struct QuestionOptions: ParsableArguments {
  enum Part: String, CaseIterable, ExpressibleByArgument {
    case all, training, validation, test
  }

  @Argument(help: "The folder of a finished run.")
  var run: String

  @Argument(help: "A log of the same form, a store prepared with it, or 'planted'.")
  var data: String

  @Option(
    help: """
      Rows to take: all, training, validation or test. (default: test for the log that the run was trained on, so that \
      the figures are those of training; all for any other)
      """)
  var part: Part?

  @OptionGroup(title: "Reading") var reading: ReadingOptions

  struct Opened {
    let run: TrainedRun
    let log: PreparedLog
    let truth: PlantedTruth?
    let part: Part
    let rows: LogPart
    /// Holds the log's temporary store.
    let source: DataSource
  }

  /// Reads the run, and the log in the run's codes.
  func open(_ planted: PlantedOptions, _ common: CommonOptions, labelsRequired: Bool) throws -> Opened {
    let console = common.console
    let run = try TrainedRun(RunFolder(URL(fileURLWithPath: run)), threads: common.threads)
    let source = try DataSource(
      data, coding: run.encoding, planted: try planted.settings(for: data, over: run.settings).plantedLog,
      preparation: reading.preparation(common), console)
    let log = try source.prepare(with: run.encoding, labelsRequired: labelsRequired)

    let same = log.fingerprint == run.encoding.fingerprint
    // Of a log whose split could not be drawn again, all rows are the test part.
    let chosen = part ?? (same && log.part(.test).rows > 0 && log.part(.training).rows > 0 ? .test : .all)
    if part == nil, chosen == .test {
      console.log.info(
        "This is the log that the run was trained on: taking its test part (--part all takes every row).")
    }
    let rows =
      switch chosen {
      case .all: log.all
      case .training: log.part(.training)
      case .validation: log.part(.validation)
      case .test: log.part(.test)
      }
    guard rows.rows > 0 else { throw LogError("no rows in the \(chosen.rawValue) part", file: data) }
    return Opened(run: run, log: log, truth: source.truth(for: log), part: chosen, rows: rows, source: source)
  }
}
