import Testing

@testable import Measuring

struct QualityTableTests {
  @Test func ourModelsAndPeers() throws {
    var table = QualityTable()
    try table.add(
      comparison: """
        {"models": [{"title": "DNN", "auc": {"mean": 0.7}, "validationAUC": {"mean": 0.71}, "logLoss": {"mean": 0.5},
        "gauc": {"mean": null}, "training": {"seconds": 6.4}, "runs": [{"auc": 0.70}, {"auc": 0.72}]}]}
        """)
    try table.add(
      peer: "LightGBM",
      lines: "reading\n{\"testAUC\": 0.5, \"seconds\": 3}\n{\"testAUC\": 0.6, \"seconds\": 5, \"logLoss\": 0.25}\n")
    #expect(table.rows.map(\.auc) == [[0.70, 0.72], [0.5, 0.6]])
    #expect(
      table.table.markdown().split(separator: "\n").dropFirst(2)
        == [
          "| DNN | 0.7100 | 0.7100 ± 0.0141 | 0.5000 |  | 6 s |", "| LightGBM |  | 0.5500 ± 0.0707 | 0.2500 |  | 4 s |",
        ])
  }

  @Test func whatIsNoResultIsRefused() {
    var table = QualityTable()
    #expect(throws: MeasuringError.self) { try table.add(comparison: "{}") }
    #expect(throws: MeasuringError.self) { try table.add(peer: "P", lines: "{\"auc\": 0.5}") }
  }
}
