import ClickLog
import Evaluation
import Settings

/// What a monitor says of validation rows: larger is better, whichever figure it is.
struct MonitoredQuality: Equatable {
  /// The figure that was defined.
  let by: Monitor
  let value: Double

  /// Nil where none is defined, as there are no rows.
  ///
  /// Rows count by their weights, as in the loss: what is kept is the best by what training makes small.
  init?(_ predictions: Predictions, by monitor: Monitor) {
    var next: Monitor? = monitor
    while let monitor = next {
      if let value = monitor.value(predictions) {
        (by, self.value) = (monitor, monitor == .logLoss ? -value : value)
        return
      }
      next = monitor.substitute
    }
    return nil
  }
}

extension Monitor {
  /// The figure itself; nil where it is not defined.
  fileprivate func value(_ predictions: Predictions) -> Double? {
    switch self {
    case .auc: ScoredRows(predictions, weighted: true).auc
    case .logLoss: ScoredRows(predictions, weighted: true).logLoss
    case .gauc: ScoredRows(predictions, weighted: true).groupedAUC?.value
    case .scenario(let name):
      predictions.scenarioNames.firstIndex(of: name).flatMap { index in
        let rows = (0..<Int32(predictions.scenarios.count)).filter { predictions.scenarios[Int($0)] == Int32(index) }
        return ScoredRows(predictions, rows: rows[...], weighted: true).auc
      }
    }
  }

  /// Refuses what a log does not have.
  ///
  /// - Throws: `SettingsError`.
  package func check(_ log: PreparedLog) throws(SettingsError) {
    switch self {
    case .auc, .logLoss: return
    case .gauc:
      guard log.hasSessions else {
        throw SettingsError(key: "monitor", "expected auc, logLoss or scenario:NAME: the log has no sessions for gauc")
      }
    case .scenario(let name):
      let known = log.encoding.scenarios
      guard known.contains(name) else {
        let some = known.prefix(10).joined(separator: ", ") + (known.count > 10 ? ", …" : "")
        throw SettingsError(key: "monitor", "no training row is of the scenario '\(name)'; there are \(some)")
      }
    }
  }
}
