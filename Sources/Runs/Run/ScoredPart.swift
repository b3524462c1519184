import ClickLog

/// Rows of a log that a finished run scores.
public enum ScoredPart: String, CaseIterable, Sendable {
  case all, training, validation, test

  /// What a run is asked for unless something else is said: the test part of the log that it was trained on, all rows of any
  /// other. Of a log whose split could not be drawn again, all rows are the test part.
  public static func usual(of log: PreparedLog, trainedOn encoding: Encoding) -> ScoredPart {
    let isSame = log.fingerprint == encoding.fingerprint
    return isSame && log.part(.test).rows > 0 && log.part(.training).rows > 0 ? .test : .all
  }

  public func rows(of log: PreparedLog) -> LogPart {
    switch self {
    case .all: log.all
    case .training: log.part(.training)
    case .validation: log.part(.validation)
    case .test: log.part(.test)
    }
  }
}
