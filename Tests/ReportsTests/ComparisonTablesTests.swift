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

  /// What a text rounds, scales and marks, a CSV file has whole, under names that are there once.
  @Test func filesHaveRawNumbers() throws {
    let found = comparison()
    let tables = ComparisonTables(found)
    func columns(_ table: TextTable) -> [String: [String]] {
      let lines = table.csv().split(separator: "\n").map {
        $0.split(separator: ",", omittingEmptySubsequences: false).map(String.init)
      }
      #expect(Set(lines[0]).count == lines[0].count && lines.allSatisfy { $0.count == lines[0].count }, "\(lines[0])")
      return Dictionary(
        uniqueKeysWithValues: lines[0].enumerated().map { place, name in
          (name, lines.dropFirst().map { $0[place] })
        })
    }
    let quality = columns(tables.quality())
    #expect(quality["AUC"]?.map(Double.init) == found.models.map { $0.auc.mean })
    #expect(quality["AUC deviation"]?.map(Double.init) == found.models.map { $0.auc.standardDeviation })
    #expect(quality["RelaImp"]?.map(Double.init) == found.models.map(\.relaImp))
    #expect(quality["validation AUC"] == ["", ""], "not known, not a dash")
    let significance = columns(tables.significance())
    let rival = try #require(found.verdict.rivals.first)
    #expect(significance["DeLong p"]?.map(Double.init) == [rival.deLong?.p])
    #expect(significance["paired t p (Holm)"]?.map(Double.init) == [rival.pairedTAdjusted])
    let cost = columns(tables.cost())
    #expect(cost["training seconds"] == ["11.0", "11.0"] && cost["peak memory bytes"] == ["367001600", "367001600"])
    #expect(cost["FLOPs/row training"] == ["8112.0", "8112.0"] && cost["samples/s"] == ["58700.0", "58700.0"])
    #expect(columns(tables.parameters())["total"] == ["6789", "6789"])
    #expect(columns(tables.scenarios())["CTR"]?.compactMap(Double.init).count == 3)
  }

  @Test func columnsOfOneNameAreToldApart() {
    var table = TextTable([.text("rows"), .number("rows"), .spread("AUC"), .number("AUC deviation")])
    table.add([.text("a"), .count(1_000), .spread(Spread(of: [0.5, 0.7]), Figures.score), .missing()])
    let lines = table.csv().split(separator: "\n")
    #expect(lines[0] == "rows,rows 2,AUC,AUC deviation,AUC deviation 2" && lines[1].hasPrefix("a,1000,0.6,0.14"))
    #expect(table.rows == [["a", "1,000", "0.6000 ± 0.1414", "–"]])
  }

  @Test func theVerdictIsInBoth() {
    let found = comparison()
    let text = ComparisonText(found)
    for words in [found.verdict.sentence] + found.verdict.rivals.map(\.sentence) {
      #expect(text.text().contains(words) && text.markdown().contains(words))
    }
  }
}
