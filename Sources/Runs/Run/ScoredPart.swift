import ClickLog

/// Rows of a log that a finished run scores.
public enum ScoredPart: String, CaseIterable, Sendable {
  case all, training, validation, test
  /// What was appended to a store since the run was trained.
  case newer

  /// The part that was asked for, or the usual one, and its rows.
  ///
  /// - Parameter logs: those that the run was trained on.
  public static func chosen(
    _ part: ScoredPart?, of log: PreparedLog, trainedOn logs: [KnownLog]
  ) -> (part: ScoredPart, rows: LogPart) {
    part.map { ($0, $0.rows(of: log, trainedOn: logs)) } ?? usual(of: log, trainedOn: logs)
  }

  /// What a run is judged on unless something else is said: of a log that it was trained on the test part, without what was
  /// appended since; all rows of any other. Of a log whose split could not be drawn again, all rows are the test part.
  ///
  /// - Parameter logs: those that the run was trained on.
  private static func usual(of log: PreparedLog, trainedOn logs: [KnownLog]) -> (part: ScoredPart, rows: LogPart) {
    let test = log.part(.test, ofKnown: true, to: logs)
    let training = log.part(.training, ofKnown: true, to: logs)
    return test.rows > 0 && training.rows > 0 ? (.test, test) : (.all, log.all)
  }

  /// - Parameter logs: those that the run was trained on.
  private func rows(of log: PreparedLog, trainedOn logs: [KnownLog]) -> LogPart {
    switch self {
    case .all: log.all
    case .training: log.part(.training)
    case .validation: log.part(.validation)
    case .test: log.part(.test)
    case .newer: log.part(ofKnown: false, to: logs)
    }
  }
}
