import Evaluation
import Reports
import Testing

struct ComparisonTablesTests {
  private func comparison(scenarios: Int = 3) -> Comparison {
    let labels = (0..<300).map { Float($0 % 4 == 0 ? 1 : 0) }
    func model(_ name: String, _ title: String, _ skill: Float) -> ComparedModel {
      var model = ComparedModel(name: name, title: title, formula: "P·(K+1)", towerByFormula: 1_377)
      for seed in 0..<2 {
        let scores = labels.indices.map { Float($0 * (37 + seed) % 101) / 200 + skill * labels[$0] }
        let predictions = Predictions(
          probabilities: scores, labels: labels, scenarios: labels.indices.map { Int32($0 % scenarios) },
          scenarioNames: (0..<scenarios).map { "s\($0)" })
        let metrics = Metrics(
          evaluate(predictions), model: name, part: "test", clusters: [],
          parameters: .init(embedding: 5_412, shared: 1_377, specific: 0, other: 0),
          flopsPerSample: .init(forward: 2704, training: 8112),
          training: .init(
            samplesPerSecond: 58_700, seconds: 11, epochs: 2, bestEpoch: 1, peakMemoryBytes: 350 << 20),
          seed: UInt64(seed), threads: 2, version: "1")
        model.add(metrics, Placements(scores: scores, labels: labels))
      }
      return model
    }
    return Comparison(
      [model("shared-bottom", "Shared Bottom", 0.1), model("adl", "ADL", 0.4)], data: "log", version: "1")
  }

  @Test func tablesSayWhatWasFound() throws {
    let found = comparison()
    let tables = ComparisonTables(found)
    #expect(tables.quality().rows.map(\.first) == ["Shared Bottom", "ADL"])
    #expect(tables.quality().rows[0][4] == "+0.00%" && tables.quality().rows[1][4].hasPrefix("+"))
    #expect(tables.quality().rows[0][1].contains(" ± "))
    #expect(tables.scenarios().columns.map(\.title) == ["scenario", "rows", "CTR", "Shared Bottom", "ADL"])
    #expect(tables.scenarios().rows.map(\.first) == ["s0", "s1", "s2"])
    #expect(tables.parameters().rows[1] == ["ADL", "P·(K+1)", "1,377", "1,377", "0", "5,412", "6,789"])
    #expect(tables.cost().rows[1] == ["ADL", "2.70 k", "8.11 k", "11.0 s", "58,700", "350 MiB"])
    #expect(tables.significance().rows.count == 1 && tables.significance().columns[0].title == "ADL against")
    #expect(tables.tuning() == nil)
  }

  @Test func aTerminalShowsTheLargestScenariosAndFilesAll() {
    let text = ComparisonText(comparison(scenarios: 30))
    #expect(text.text().contains("the largest 20 of 30") && !text.text().contains("s29 "))
    #expect(text.markdown().contains("| s29 |"))
    #expect(text.csv().first { $0.name == "scenarios.csv" }?.text.split(separator: "\n").count == 31)
    #expect(text.csv().map(\.name) == ["table1.csv", "scenarios.csv", "significance.csv", "table2.csv", "cost.csv"])
  }

  @Test func theVerdictIsInBoth() {
    let found = comparison()
    let text = ComparisonText(found)
    for words in [found.verdict.sentence] + found.verdict.rivals.map(\.sentence) {
      #expect(text.text().contains(words) && text.markdown().contains(words))
    }
  }
}
