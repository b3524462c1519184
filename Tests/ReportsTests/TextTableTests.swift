import Evaluation
import Reports
import Testing

struct TextTableTests {
  private func table() -> TextTable {
    var table = TextTable([.text("model"), .number("AUC"), .number("rows")])
    table.add(["ADL", Figures.score(0.73), Figures.count(1_234_567)])
    table.add(["分店|é", Figures.score(nil), "9"])
    return table
  }

  @Test func printsAlignedForATerminal() {
    #expect(
      table().text() == """
        model      AUC       rows
        ──────  ──────  ─────────
        ADL     0.7300  1,234,567
        分店|é       –          9

        """)
  }

  @Test func printsMarkdownAndCSV() {
    #expect(
      table().markdown() == """
        | model | AUC | rows |
        | --- | ---: | ---: |
        | ADL | 0.7300 | 1,234,567 |
        | 分店\\|é | – | 9 |

        """)
    #expect(table().csv() == "model,AUC,rows\nADL,0.7300,\"1,234,567\"\n分店|é,–,9\n")
    var quoted = TextTable([.text("a")])
    quoted.add(["say \"no\""])
    quoted.add(["two\r\nlines"])
    #expect(quoted.csv() == "a\n\"say \"\"no\"\"\"\n\"two\r\nlines\"\n")
  }

  @Test func aNameCannotSteerTheTerminal() {
    var table = TextTable([.text("a")])
    table.add(["\u{1B}[31mred\nnew"])
    #expect(table.text() == "a\n────────────\n\u{FFFD}[31mred\u{FFFD}new\n")
  }

  @Test func numbersReadWell() {
    #expect(Figures.score(0.72654) == "0.7265" && Figures.score(nil) == "–" && Figures.score(.nan) == "–")
    #expect(Figures.difference(-0.00312) == "−0.0031" && Figures.difference(0.002) == "+0.0020")
    #expect([0.5, 0.042, 0.0034].map { Figures.percent($0) } == ["50%", "4.2%", "0.34%"])
    #expect([0, 999, 1000, -1_234_567].map { Figures.count($0) } == ["0", "999", "1,000", "−1,234,567"])
    #expect([950, 40_812, 999_960, 2_290_000].map { Figures.scaled($0) } == ["950", "40.8 k", "1.00 M", "2.29 M"])
    #expect([12, 2048, 432_013_312].map { Figures.bytes($0) } == ["12 B", "2.0 KiB", "412 MiB"])
    #expect([1.25, 188, 7500].map { Figures.seconds($0) } == ["1.2 s", "3 min 08 s", "2 h 05 min"])
  }

  @Test func metricsStandSideBySide() throws {
    let report = SampleReport.report()
    let baseline = try #require(report.baseline)
    let tables = MetricsTable([.init(name: "ADL", metrics: report.metrics), baseline])
    let overall = tables.overall()
    #expect(overall.rows.map(\.first) == ["ADL", "DNN", "best possible"])
    let scenarios = tables.scenarios()
    #expect(
      scenarios.columns.map(\.title).suffix(8) == [
        "ADL AUC", "ADL log loss", "ADL calibration", "ADL ECE", "DNN AUC", "DNN log loss", "DNN calibration",
        "DNN ECE",
      ])
    #expect(scenarios.rows.map { $0[0] } == report.metrics.scenarioNames)
  }
}
