import Evaluation
import Foundation
import Reports
import ScenarioModels
import Training

extension StoreSummary {
  /// For a terminal: parts, fields, scenarios.
  var text: String {
    var parts = TextTable([.text("part"), .number("rows"), .number("clicks"), .number("CTR")])
    for line in partLines {
      parts.add([line.name, Figures.count(line.rows), Figures.count(line.clicks), Figures.rate(line.clicks, line.rows)])
    }
    var fields = TextTable([
      .text("feature"), .text("kind"), .text("group"), .number("rows"), .number("coverage"), .number("values a row"),
      .number("unknown in test"), .text("most frequent"),
    ])
    for line in fieldLines {
      fields.add([
        line.name, line.kind, line.group, Figures.count(line.rows), Figures.percent(line.coverage),
        line.valuesPerRow.map { String(format: "%.1f", $0) } ?? "", Figures.percent(line.unknown), line.frequent,
      ])
    }
    var scenarios = TextTable([.text("scenario"), .number("training rows"), .number("CTR")])
    for line in scenarioLines {
      scenarios.add([line.name, Figures.count(line.rows), Figures.rate(line.clicks, line.rows)])
    }
    var sections = [parts.text(), fields.text(), scenarios.text()]
    if let preparation {
      sections.append(
        "Prepared in \(Figures.seconds(preparation.seconds)), \(Figures.count(Int(preparation.rowsPerSecond))) rows/s.\n"
      )
    }
    return sections.joined(separator: "\n")
  }
}

extension Figures {
  /// Clicks of rows, in percent.
  static func rate(_ clicks: Int, _ rows: Int) -> String { percent(rows > 0 ? Double(clicks) / Double(rows) : nil) }
}

/// What is in a run, for a terminal.
struct RunSummary {
  let run: TrainedRun
  let metrics: Metrics

  init(_ run: TrainedRun) throws {
    self.run = run
    metrics = try run.metrics()
  }

  var text: String {
    var tensors = TextTable([.text("tensor"), .text("shape"), .number("numbers"), .text("role")])
    for parameter in run.learner.parameters.all {
      tensors.add([
        parameter.name, parameter.shape.map(String.init).joined(separator: " × "), Figures.count(parameter.count),
        run.learner.parameters.role(of: parameter).rawValue,
      ])
    }
    let entry = MetricsTable.Entry(name: run.settings.model.title, metrics: metrics)
    var sections = [MetricsTable([entry]).overall().text(), MetricsTable([entry]).scenarios().text()]
    for clusters in metrics.clusterings {
      var table = TextTable([.text("cluster"), .number("rows"), .number("share")])
      for (index, count) in clusters.counts.enumerated() {
        table.add(["\(index)", Figures.count(count), Figures.percent(clusters.shares[index])])
      }
      let whose = metrics.clusterings.count > 1 ? "Routed on \(clusters.perspective ?? "")\n" : ""
      let words = [clusters.verdict, clusters.certainty].compactMap { $0 }.joined(separator: "\n")
      sections.append(whose + table.text() + words + "\n")
    }
    if let pruned = metrics.prunedText { sections.append(pruned + "\n") }
    sections.append(tensors.text())
    sections.append((try? run.settings.yaml()) ?? "")
    return sections.joined(separator: "\n")
  }
}
