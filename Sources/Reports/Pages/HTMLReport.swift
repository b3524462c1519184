import Evaluation

/// A run as one self-contained page: no script, nothing loaded from anywhere, well-formed as XML.
///
/// The verdict comes first; then how training went, whether the probabilities can be believed, the scenarios, the
/// clusters, the cost, and at the end the settings.
public struct HTMLReport: Sendable {
  public let report: RunReport
  /// In the order of the page.
  public let metrics: [Metric]

  public init(_ report: RunReport, _ metrics: [Metric] = Metric.all) {
    self.report = report
    self.metrics = metrics
  }

  /// The whole page.
  public func html() -> String {
    let name = Markup.escape("\(report.model) on \(report.data)")
    let content = """
      <header>
      <p class="kind">\(name)</p>
      <h1>\(Markup.escape(report.verdict))</h1>
      \(report.uncertainty.map { "<p class=\"certain\">\(Markup.escape($0))</p>" } ?? "")
      </header>
      \(tiles())
      \(curves())
      \(scenarios())
      \(section("Clusters", ClusterSection(report: report, metrics: metrics).html()))
      \(section("Map of the rows", report.map?.html() ?? ""))
      \(section("What matters", importance()))
      \(section("Cost", cost()))
      \(settings())
      <footer>Written by adl \(Markup.escape(report.metrics.version)), seed \(report.metrics.seed), \
      \(report.metrics.threads) threads.</footer>
      """
    return PageStyle.page(title: name, content: content)
  }

  private func section(_ title: String, _ content: String) -> String {
    content.isEmpty ? "" : "<section>\n<h2>\(title)</h2>\n\(content)</section>\n"
  }

  private func tiles() -> String {
    let found = report.metrics
    var tiles = metrics.given(for: .overall).filter(found.values.has).map { metric in
      (metric.heading, metric.text(found.values[metric]), note(metric))
    }
    let shown = found.impressions.map { " of \(Figures.count($0)) impressions" } ?? ""
    tiles.append(("Rows", Figures.count(found.rows), "\(Figures.percent(found.clickRate))\(shown) clicked"))
    let marked = tiles.enumerated().map { index, tile in
      "<div class=\"tile\(index == 0 ? " first" : "")\"><span>\(tile.0)</span><b>\(tile.1)</b>"
        + "<span>\(Markup.escape(tile.2))</span></div>"
    }
    return "<div class=\"tiles\">\n\(marked.joined(separator: "\n"))\n</div>" + weighted()
  }

  /// The metrics by weight, where rows have weights.
  private func weighted() -> String {
    guard let weighted = report.metrics.weighted else { return "" }
    let values = metrics.given(for: .overall).filter(weighted.values.has).map {
      "\($0.title) \(weighted.values.text($0))"
    }
    return "\n<p class=\"quiet\">Each row counting by its weight: \(values.joined(separator: ", ")).</p>"
  }

  /// What is beneath the metric's value.
  private func note(_ metric: Metric) -> String {
    if metric == .auc, let best = report.metrics.bestPossibleAUC {
      return "best possible \(Figures.score(best))"
    }
    let found = report.metrics.values.measurement(metric)
    let interval = found.interval.map { "\(metric.text($0.lowerBound)) to \(metric.text($0.upperBound)) (95%); " } ?? ""
    return interval + metric.note(found)
  }

  private func curves() -> String {
    let learning = LearningCurve(history: report.history, bestEpoch: report.metrics.training.bestEpoch).svg()
    let calibration = CalibrationPlot(bins: report.reliability).svg()
    guard !learning.isEmpty || !calibration.isEmpty else { return "" }
    return "<div class=\"pair\">\n" + section("Training", learning) + section("Calibration", calibration) + "</div>"
  }

  private func scenarios() -> String {
    let own = MetricsTable.Entry(name: report.model, metrics: report.metrics)
    let table = MetricsTable([own] + (report.baseline.map { [$0] } ?? []), metrics)
    let overall = report.baseline == nil ? "" : section("Side by side", Markup.table(table.overall()))
    return overall + section("Scenarios", Markup.table(table.scenarios()))
  }

  private func importance() -> String {
    guard let importance = report.importance else { return "" }
    let table = ImportanceTable(importance)
    return "<p class=\"quiet\">\(Markup.escape(table.heading))</p>\n" + Markup.table(table.table())
  }

  private func cost() -> String {
    let metrics = report.metrics
    let parameters = metrics.parameters
    let training = metrics.training
    var table = TextTable([.text("what"), .number("how much"), .text("of which")])
    table.add([
      "parameters", Figures.scaled(Double(parameters.total)),
      "embedding \(Figures.scaled(Double(parameters.embedding))), shared \(Figures.scaled(Double(parameters.shared))), "
        + "specific \(Figures.scaled(Double(parameters.specific))), other \(Figures.scaled(Double(parameters.other)))",
    ])
    table.add([
      "operations a row", Figures.scaled(metrics.flopsPerSample.training) + "FLOP",
      "forward \(Figures.scaled(metrics.flopsPerSample.forward))FLOP",
    ])
    table.add([
      "training time", Figures.seconds(training.seconds),
      "\(training.epochs) epochs, "
        + (training.bestEpoch == 0 ? "the first weights kept" : "the weights of epoch \(training.bestEpoch) kept"),
    ])
    table.add(["rate", Figures.scaled(training.samplesPerSecond), "samples a second, \(metrics.threads) threads"])
    table.add(["peak memory", Figures.bytes(training.peakMemoryBytes), ""])
    return Markup.table(table)
  }

  private func settings() -> String {
    guard !report.settings.isEmpty else { return "" }
    let rows = report.settings.map {
      "<tr><td>\(Markup.escape($0.name))</td><td class=\"wrap\">\(Markup.escape($0.value))</td></tr>"
    }
    return "<details>\n<summary>Settings</summary>\n<div class=\"scroll\"><table><tbody>\n"
      + rows.joined(separator: "\n") + "\n</tbody></table></div>\n</details>"
  }
}
