import Evaluation

/// What calibration brought each scenario, the largest first.
public struct CalibrationTable: Sendable {
  public let before: Metrics
  public let after: Metrics

  public init(before: Metrics, after: Metrics) { (self.before, self.after) = (before, after) }

  public func table() -> TextTable {
    var table = TextTable([
      .text("scenario"), .number("rows"), .number("clicks"), .number("calibration"), .number("after"),
      .number("log loss"), .number("after"),
    ])
    for name in before.scenarios.namesBySize {
      guard let then = before.scenarios[name], let now = after.scenarios[name] else { continue }
      table.add([
        name, Figures.count(then.rows), Figures.count(then.clicks), Metric.calibration.text(then.values[.calibration]),
        Metric.calibration.text(now.values[.calibration]), Metric.logLoss.text(then.values[.logLoss]),
        Metric.logLoss.text(now.values[.logLoss]),
      ])
    }
    return table
  }
}
