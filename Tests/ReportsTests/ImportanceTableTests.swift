import Evaluation
import Foundation
import Reports
import Testing

struct ImportanceTableTests {
  private func predictions(_ scores: [Float]) -> Predictions {
    Predictions(
      probabilities: scores, labels: [1, 0, 1, 0, 0, 1], scenarios: [0, 0, 0, 0, 0, 0], scenarioNames: ["home"])
  }

  private func importance() -> Importance {
    var found = Importance(predictions([0.9, 0.1, 0.8, 0.3, 0.2, 0.7]), permutations: 2)
    found.add(
      "idle <i>", .field, [predictions([0.9, 0.1, 0.8, 0.3, 0.2, 0.7]), predictions([0.8, 0.2, 0.7, 0.3, 0.1, 0.9])])
    found.add(
      "strong", .statistics,
      [predictions([0.1, 0.9, 0.8, 0.3, 0.2, 0.7]), predictions([0.9, 0.8, 0.1, 0.3, 0.2, 0.7])])
    return found
  }

  @Test("Means and standard errors over the shuffles, the largest loss first")
  func figures() throws {
    let found = importance()
    #expect(found.auc == 1 && found.rows == 6 && found.clicks == 3)
    #expect(found.inputs.map(\.name) == ["strong", "idle <i>"])
    let areas = try [[0.1, 0.9, 0.8, 0.3, 0.2, 0.7], [0.9, 0.8, 0.1, 0.3, 0.2, 0.7]].map { scores in
      try #require(auc(scores: scores.map { Float($0) }, labels: [1, 0, 1, 0, 0, 1]))
    }
    let strong = found.inputs[0]
    let mean = 1 - (areas[0] + areas[1]) / 2
    #expect(abs(try #require(strong.aucLoss) - mean) < 1e-12)
    // Of two values the standard error of the mean is half of their distance.
    #expect(abs(try #require(strong.aucLossError) - abs(areas[0] - areas[1]) / 2) < 1e-12)
    #expect((strong.aucLossRowError ?? 0) > 0 && (strong.logLossRise ?? 0) > 0)
    #expect(found.inputs[1].aucLoss == 0 && found.inputs[1].aucLossRowError == 0)
  }

  @Test("The page and the file show them")
  func shown() {
    let table = ImportanceTable(importance())
    #expect(table.table().rows.map(\.first) == ["strong", "idle <i>"])
    let lines = table.csv().split(separator: "\n")
    #expect(lines[0] == "name,kind,aucLoss,aucLossError,aucLossRowError,logLossRise,logLossRiseError")
    #expect(lines[1].hasPrefix("strong,statistics,0.") && lines[2].hasPrefix("idle <i>,field,0.0,0.0,0.0,"))
    var report = SampleReport.report()
    #expect(!HTMLReport(report).html().contains("What matters"))
    report.importance = importance()
    let page = HTMLReport(report).html()
    #expect(page.contains("<h2>What matters</h2>") && page.contains("idle &lt;i&gt;"))
  }
}
