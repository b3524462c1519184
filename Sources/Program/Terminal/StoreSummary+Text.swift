import Evaluation
import Foundation
import LogChecks
import Reports

extension StoreSummary {
  /// For a terminal: parts, fields, scenarios.
  var text: String {
    var parts = TextTable([.text("part"), .number("rows"), .number("clicks"), .number("CTR")])
    for line in partLines {
      parts.add([line.name, Figures.count(line.rows), Figures.count(line.clicks), Figures.percent(line.clickRate)])
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
      scenarios.add([line.name, Figures.count(line.rows), Figures.percent(line.clickRate)])
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
