import Evaluation
import Testing

@testable import Training

@Suite struct MonitoredQualityTests {
  /// In home the click is above the other row, in cart below; both sessions have both.
  private let rows = Predictions(
    probabilities: [0.8, 0.2, 0.3, 0.6], labels: [1, 0, 1, 0], scenarios: [0, 0, 1, 1],
    scenarioNames: ["home", "cart"],
    sessions: [0, 0, 1, 1])

  private func quality(_ monitor: Monitor, _ rows: Predictions) -> Double? {
    MonitoredQuality(rows, by: monitor)?.value
  }

  @Test func eachMonitorLooksAtItsOwnRows() {
    #expect(quality(.auc, rows) == 0.75 && quality(.gauc, rows) == 0.5)
    #expect(quality(.scenario("home"), rows) == 1 && quality(.scenario("cart"), rows) == 0)
    #expect(quality(.logLoss, rows) == logLoss(probabilities: rows.probabilities, labels: rows.labels).map { -$0 })
  }

  @Test func whatIsNotDefinedIsReplaced() {
    var one = rows
    one.labels = [1, 0, 0, 0]
    #expect(MonitoredQuality(one, by: .scenario("cart"))?.by == .auc)
    one.sessions = [-1, -1, 1, 1]
    #expect(MonitoredQuality(one, by: .gauc)?.by == .auc)
    one.labels = [0, 0, 0, 0]
    for monitor in [Monitor.auc, .gauc, .scenario("home"), .scenario("elsewhere"), .logLoss] {
      #expect(MonitoredQuality(one, by: monitor)?.by == .logLoss)
    }
    let none = Predictions(probabilities: [], labels: [], scenarios: [], scenarioNames: [])
    #expect(MonitoredQuality(none, by: .auc) == nil)
  }
}
