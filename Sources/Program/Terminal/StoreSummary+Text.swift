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
    for line in fieldLines.prefix(Self.mostLines) {
      fields.add([
        line.name, line.kind, line.group, Figures.count(line.rows), Figures.percent(line.coverage),
        line.valuesPerRow.map { String(format: "%.1f", $0) } ?? "", Figures.percent(line.unknown), line.frequent,
      ])
    }
    var scenarios = TextTable([.text("scenario"), .number("training rows"), .number("CTR")])
    for line in scenarioLines.prefix(Self.mostLines) {
      scenarios.add([line.name, Figures.count(line.rows), Figures.percent(line.clickRate)])
    }
    var sections = [
      parts.text(), fields.text() + Self.rest(fieldLines.count, "features"),
      scenarios.text() + Self.rest(scenarioLines.count, "scenarios"),
    ]
    if !logLines.isEmpty {
      var logs = TextTable([.text("log"), .number("rows"), .text("from"), .text("to")])
      for (number, line) in logLines.enumerated() {
        logs.add(["\(number + 1)", Figures.count(line.rows), line.from ?? "", line.to ?? ""])
      }
      sections.insert(logs.text(), at: 1)
    }
    if let preparation {
      sections.append(
        "Prepared in \(Figures.seconds(preparation.seconds)), \(Figures.count(Int(preparation.rowsPerSecond))) rows/s.\n"
      )
    }
    return sections.joined(separator: "\n")
  }

  /// Lines of a table, of a log of thousands of columns.
  private static let mostLines = 200

  /// Says what the table left out.
  private static func rest(_ count: Int, _ things: String) -> String {
    count > mostLines ? "… and \(Figures.count(count - mostLines)) more \(things) (--json has all)\n" : ""
  }
}
