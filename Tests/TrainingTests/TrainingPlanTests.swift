import Settings
import Testing

@testable import Training

@Suite struct TrainingPlanTests {
  @Test(
    "Steps follow from rows, and from clicks where they are rare",
    arguments: [
      (rows: 100, clicks: 50, batch: 32), (2_100, 700, 64), (2_100, 21, 1024), (2_100, 2_079, 1024), (2_100, 0, 2048),
      (20_000, 6_000, 512), (50_000, 500, 1024),
    ])
  func smallLogs(rows: Int, clicks: Int, batch: Int) {
    let plan = TrainingPlan.suited(rows: rows, clicks: clicks)
    #expect(plan == TrainingPlan(batchSize: batch, epochs: 100, patience: 5, monitor: .logLoss))
  }

  @Test("A large log is trained as the paper says", arguments: [60_000, 150_000, 80_000_000], [false, true])
  func largeLogs(rows: Int, multiEpoch: Bool) {
    let plan = TrainingPlan.suited(rows: rows, clicks: rows / 1000, multiEpoch: multiEpoch)
    #expect(plan == .usual(multiEpoch: multiEpoch) && plan.batchSize == 2048 && plan.epochs == 10)
    #expect(plan.monitor == .auc && plan.patience == (multiEpoch ? 3 : 1))
  }

  @Test("A monitor is read as it is written", arguments: ["auc", "logLoss", "gauc", "scenario:home", "scenario:a: b"])
  func monitors(text: String) {
    #expect(Monitor(settingValue: .text(text))?.settingValue == .text(text))
  }

  @Test("What is no monitor is none", arguments: ["", "AUC", "scenario:", "scenario", "ndcg"])
  func noMonitors(text: String) { #expect(Monitor(settingValue: .text(text)) == nil) }
}
