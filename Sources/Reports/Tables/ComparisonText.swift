import Evaluation

/// A comparison to read: its tables under headings, and the verdict.
public struct ComparisonText: Sendable {
  let tables: ComparisonTables
  private var comparison: Comparison { tables.comparison }

  /// Scenarios that a terminal shows; the files have all.
  static let scenariosShown = 20

  /// - Parameters:
  ///   - fallbacks: by model, what it does with a scenario that training never saw; for a comparison on such a one.
  ///   - metrics: those to show.
  public init(_ comparison: Comparison, fallbacks: [String: String] = [:], metrics: [Metric] = Metric.all) {
    tables = ComparisonTables(comparison, metrics)
    self.fallbacks = fallbacks
  }

  private let fallbacks: [String: String]

  /// For a terminal.
  public func text() -> String {
    var parts = sections(scenarios: Self.scenariosShown).map { title, table in "\(title)\n\n\(table.text())" }
    parts.append(verdict.map { $0 + "\n" }.joined())
    return parts.joined(separator: "\n")
  }

  /// To paste: `compare.md`.
  public func markdown() -> String {
    var parts = ["# \(TextTable.markdown(heading))\n", verdict[0] + "\n"]
    let rivals = verdict.dropFirst()
    if !rivals.isEmpty { parts.append(rivals.map { "- \($0)\n" }.joined()) }
    parts += sections(scenarios: nil).map { title, table in
      "## \(TextTable.markdown(title))\n\n\(table.markdown())"
    }
    return parts.joined(separator: "\n")
  }

  /// The tables as files to paste elsewhere: name and content.
  public func csv() -> [(name: String, text: String)] {
    let scenarios = byScenario.map { metric in
      (metric == .auc ? "scenarios.csv" : "scenarios-\(metric.key).csv", tables.scenarios(metric))
    }
    let others = [
      ("significance.csv", tables.significance()), ("table2.csv", tables.parameters()), ("cost.csv", tables.cost()),
    ]
    let changes = tables.changes().map { [("changes.csv", $0)] } ?? []
    return ([("table1.csv", tables.quality())] + scenarios + others + changes).map { ($0.0, $0.1.csv()) }
  }

  private var byScenario: [Metric] { tables.metrics.given(for: .scenarioMeans) }

  var heading: String {
    let seeds = comparison.seeds.count == 1 ? "one seed" : "\(comparison.seeds.count) seeds"
    let without = comparison.heldOutScenario.map { ", scenario \($0) new on the day of the test" } ?? ""
    let models = comparison.models.count == 1 ? "one model" : "\(comparison.models.count) models"
    return "\(comparison.data): \(models), \(seeds)\(without)"
  }

  /// What the figures are of.
  var rows: String {
    let whose = comparison.heldOutScenario.map { " of scenario \($0), which training never saw" } ?? ""
    return
      "\(Figures.count(comparison.rows)) \(comparison.part) rows\(whose), \(Figures.count(comparison.clicks)) clicks"
      + (comparison.impressions.map { " of \(Figures.count($0)) impressions" } ?? "")
  }

  func sections(scenarios limit: Int?) -> [(title: String, table: TextTable)] {
    let spread = comparison.seeds.count > 1 ? "; mean ± standard deviation over \(comparison.seeds.count) seeds" : ""
    let scenarios = comparison.scenarioNames.count
    let shown = limit.map { $0 < scenarios ? " (the largest \($0) of \(scenarios))" : "" } ?? ""
    var sections = [("Quality (\(rows)\(spread))", tables.quality())]
    sections += byScenario.map { ("\($0.heading) by scenario\(shown)", tables.scenarios($0, limit: limit)) }
    sections += [
      ("Parameters (Table 2; P: one tower's weights and biases)", tables.parameters()),
      ("Cost (mean over seeds; peak memory: the most)", tables.cost()),
    ]
    if let changes = tables.changes() {
      sections.insert(
        ("What a change brings (each p after Holm's correction; time: of training, the reference's is 1)", changes),
        at: 1)
    }
    if !comparison.verdict.rivals.isEmpty { sections.append(("Significance", tables.significance())) }
    if comparison.heldOutScenario != nil {
      sections.insert(("What serves a new scenario", tables.fallbacks(fallbacks)), at: 1)
    }
    if let tuning = tables.tuning() { sections.insert(("Tuning (by the validation part alone)", tuning), at: 0) }
    return sections
  }

  private var verdict: [String] { comparison.verdict.lines }
}
