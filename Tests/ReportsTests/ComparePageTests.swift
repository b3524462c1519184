import Evaluation
import Foundation
import Reports
import Testing

#if canImport(FoundationXML)
  import FoundationXML
#endif

struct ComparePageTests {
  private static let samples: [(name: String, comparison: Comparison)] = [
    ("many", SampleComparison.comparison(models: 9, scenarios: 29, against: 0, rows: 20_000)),
    ("two", SampleComparison.comparison(models: 2, scenarios: 1)),
    ("one-seed", SampleComparison.comparison(models: 4, seeds: 1)),
    ("two-seeds", SampleComparison.comparison(models: 5, seeds: 2)),
    ("alone", SampleComparison.comparison(models: 1)),
    ("twenty", SampleComparison.comparison(models: 20, scenarios: 50)),
    ("nothing", SampleComparison.comparison(models: 3, rows: 0)),
    ("unbroken", SampleComparison.comparison(scenarios: 5, named: String(repeating: "long", count: 25))),
    ("long", SampleComparison.comparison(named: String(repeating: "a long name ", count: 30), against: 1)),
  ]

  @Test("Every comparison has a page that is well-formed, loads nothing and has no number that is none")
  func pages() throws {
    for (name, comparison) in Self.samples {
      let page = ComparePage(comparison).html()
      let parser = XMLParser(data: Data(page.utf8))
      #expect(parser.parse(), "\(name): line \(parser.lineNumber)")
      for word in ["http:", "https:", "src=", "href=", "url(", "@import", "<link", "<script", "nan", "inf%"] {
        #expect(!page.contains(word), "\(name): \(word)")
      }
    }
  }

  @Test("The headline is one sentence, and both kinds of luck have their intervals")
  func differences() throws {
    let comparison = SampleComparison.comparison(models: 3, against: 0)
    let page = ComparePage(comparison).html()
    #expect(page.contains("<h1>\(comparison.headline)</h1>"))
    let rival = comparison.verdict.rivals[0]
    for (luck, interval) in [("rows", rival.deLong?.interval), ("seeds", rival.pairedT?.interval)] {
      let interval = try #require(interval)
      let words = "\(Figures.difference(interval.lowerBound)) to \(Figures.difference(interval.upperBound))"
      #expect(page.contains("by the \(luck)’ luck \(words)"))
    }
    #expect(
      page.contains("What a change brings") && !ComparePage(SampleComparison.comparison()).html().contains("brings"))
  }

  @Test("With one seed there is no interval of the seeds' luck, and the page says what is not known")
  func oneSeed() {
    let page = ComparePage(SampleComparison.comparison(seeds: 1)).html()
    #expect(!page.contains("seeds’ luck") && page.contains("rows’ luck") && page.contains("training’s luck"))
  }

  /// Beside the best, others are behind, to the left of it; beside a reference, on the side on which they are.
  @Test("Differences are others' figures minus the best's or the reference's")
  func signs() throws {
    let best = SampleComparison.comparison(models: 2)
    #expect(best.verdict.rivals[0].difference > 0)
    let minus = "<td class=\"number\">\(Figures.difference(-best.verdict.rivals[0].difference))</td>"
    #expect(ComparePage(best).html().contains(minus))
    let named = SampleComparison.comparison(models: 2, against: 0)
    #expect(
      ComparePage(named).html().contains(
        "<td class=\"number\">\(Figures.difference(named.verdict.rivals[0].difference))</td>"))
  }

  @Test("Each scenario has its lane, with the difference of each other model")
  func scenarios() throws {
    let comparison = SampleComparison.comparison(models: 2, scenarios: 4, against: 0)
    let page = ComparePage(comparison).html()
    for (name, base) in comparison.models[0].scenarios {
      let (mine, other) = (try #require(base.auc), try #require(comparison.models[1].scenarios[name]?.auc))
      #expect(
        page.contains("<title>Shared Bottom \(Figures.score(other)) (\(Figures.difference(other - mine)))</title>"))
    }
    #expect(!ComparePage(SampleComparison.comparison(models: 2, scenarios: 1)).html().contains("AUC by scenario</h2>"))
  }

  @Test("The table of changes is in text, Markdown and CSV")
  func changes() throws {
    let comparison = SampleComparison.comparison(models: 3, against: 0)
    let table = try #require(ComparisonTables(comparison).changes())
    #expect(
      table.columns.map(\.title) == [
        "against DNN", "test AUC", "validation AUC", "log loss", "p DeLong", "p paired t", "distinguishable",
        "time ratio",
      ])
    #expect(table.rows.map { $0[0] } == ["HMoE", "Shared Bottom"] && table.rows[0][2] == "+0.0020")
    // Seconds: 9.5 · (1 + number), and 1 on average for the seeds.
    #expect(table.rows[0][7] == Figures.fixed(29.5 / 10.5, 2))
    let text = ComparisonText(comparison)
    #expect(text.csv().last?.name == "changes.csv" && text.csv().last?.text == table.csv())
    #expect(text.text().contains("What a change brings") && text.markdown().contains("## What a change brings"))
    #expect(ComparisonTables(comparison).significance().columns[0].title == "against DNN")
    #expect(ComparisonTables(SampleComparison.comparison()).changes() == nil)
  }

  /// Set ADL_REPORT to a folder to look at the pages.
  @Test(.enabled(if: ProcessInfo.processInfo.environment["ADL_REPORT"] != nil))
  func writesSamples() throws {
    let folder = URL(fileURLWithPath: ProcessInfo.processInfo.environment["ADL_REPORT"] ?? "")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    for (name, comparison) in Self.samples {
      try Data(ComparePage(comparison).html().utf8).write(to: folder.appendingPathComponent("\(name).html"))
    }
  }
}
