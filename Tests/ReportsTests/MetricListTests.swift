import Evaluation
import Foundation
import Reports
import Testing

/// A metric that is handed in is shown wherever metrics are.
struct MetricListTests {
  private static let toy = Metric(
    key: "toy", title: "toy", meaning: "", formula: "", source: "", aim: .larger,
    text: { Figures.percent($0) }, note: { $0 == nil ? "" : "a note <beneath>" },
    value: { Double($0.labels.count) / 1000 })

  private let metrics = Metric.all + [toy]

  private func run(_ skill: Float, seed: UInt64) -> (metrics: Metrics, placements: Placements?) {
    let labels = (0..<300).map { Float($0 % 4 == 0 ? 1 : 0) }
    let scores = labels.indices.map { Float($0 * (37 + Int(seed)) % 101) / 200 + skill * labels[$0] }
    let predictions = Predictions(
      probabilities: scores, labels: labels, scenarios: labels.indices.map { Int32($0 % 3 == 0 ? 1 : 0) },
      scenarioNames: ["home", "cart"])
    let run = Metrics(
      evaluate(predictions, metrics), model: "adl", part: "test", clusters: [],
      parameters: .init(embedding: 1, shared: 1, specific: 1, other: 1), flopsPerSample: .init(forward: 1, training: 3),
      training: .init(samplesPerSecond: 1, seconds: 1, epochs: 1, bestEpoch: 1, peakMemoryBytes: 1),
      bestPossibleAUC: 0.9, seed: seed, threads: 1, version: "1")
    return (run, Placements(scores: scores, labels: labels))
  }

  private func comparison() -> Comparison {
    let models = [("shared-bottom", Float(0.1)), ("adl", 0.4)].map { name, skill in
      var model = ComparedModel(name: name, title: name, formula: "P", towerByFormula: 1)
      for seed: UInt64 in [1, 2] {
        let run = run(skill, seed: seed)
        model.add(run.metrics, run.placements)
      }
      return model
    }
    return Comparison(models, data: "log", version: "1", metrics: metrics)
  }

  @Test("Tables of a run have its column")
  func tableOfARun() {
    let table = MetricsTable([.init(name: "ADL", metrics: run(0.3, seed: 1).metrics)], metrics)
    let overall = table.overall()
    #expect(overall.columns.map(\.title) == ["model", "AUC", "GAUC", "log loss", "calibration", "ECE", "toy", "rows"])
    #expect(overall.rows[0].suffix(2) == ["30%", "300"])
    #expect(overall.rows[1] == ["best possible", "0.9000", "–", "–", "–", "–", "–", "–"])
    let scenarios = table.scenarios()
    #expect(
      scenarios.columns.map(\.title) == ["scenario", "rows", "CTR", "AUC", "log loss", "calibration", "ECE", "toy"])
    #expect(scenarios.rows.map { $0[0] } == ["home", "cart"] && scenarios.rows.map { $0[7] } == ["20%", "10%"])
  }

  @Test("The page of a run has its tile, note and columns")
  func pageOfARun() {
    let report = RunReport(
      model: "ADL", data: "log", metrics: run(0.3, seed: 1).metrics,
      baseline: .init(name: "DNN", metrics: run(0.2, seed: 1).metrics))
    let page = HTMLReport(report, metrics).html()
    #expect(page.contains("<span>Toy</span><b>30%</b><span>a note &lt;beneath&gt;</span>"))
    #expect(page.contains(">DNN toy</th>") && page.contains(">toy</th>"))
    #expect(!HTMLReport(report).html().contains("toy"))
  }

  @Test("Tables, text, Markdown and CSV of a comparison have it")
  func tablesOfAComparison() {
    let text = ComparisonText(comparison(), metrics: metrics)
    #expect(text.markdown().contains("| model | AUC | GAUC | log loss | toy | RelaImp |"))
    #expect(text.markdown().contains("## Toy by scenario") && text.text().contains("Toy by scenario"))
    let csv = text.csv()
    #expect(csv.map(\.name).prefix(3) == ["table1.csv", "scenarios.csv", "scenarios-toy.csv"])
    #expect(csv[0].text.contains(",toy,toy deviation,") && csv[0].text.contains(",0.3,0.0,"))
    #expect(csv[2].text.contains("home,200,0.25,0.2,0.2"))
  }

  @Test("A sweep has its column")
  func sweep() {
    let page = SweepPage(comparison(), clusters: [1, 3], metrics: metrics)
    #expect(page.table().columns.map(\.title).prefix(5) == ["K", "AUC", "±", "GAUC", "toy"])
    #expect(page.table().rows.map { $0[4] } == ["30%", "30%"] && page.html().contains(">toy</th>"))
  }
}
