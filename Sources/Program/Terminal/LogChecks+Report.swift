import ClickLog
import LogChecks
import Training

extension UnknownValues {
  /// Reports what a run does not know of the rows.
  func report(to reporter: any Reporter) {
    if let report { reporter.note(report) }
    for line in warnings { reporter.warn(line) }
  }
}

extension LeakageGuard {
  /// Inspects a log and reports the features that give the label away.
  static func report(on log: PreparedLog, _ context: RunContext) throws {
    for line in try inspect(log, cancellation: context.cancellation).warnings { context.reporter.warn(line) }
  }
}
