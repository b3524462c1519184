import Evaluation

/// The health of the clusters: what their centres say, their shares as one bar, and where each scenario's rows went.
struct ClusterSection {
  let report: RunReport

  /// At most this many scenarios in the heat map.
  private static let largestHeatMap = 30

  /// The section's content; empty for a model without clusters.
  func html() -> String {
    guard let clusters = report.metrics.clusters, let verdict = report.clusterVerdict else { return "" }
    let style = verdict.isWarning ? "warning" : "note"
    return "<p class=\"\(style)\">\(Markup.escape(verdict.sentence))</p>\n" + shareBar(clusters) + heatMap()
  }

  private func shareBar(_ clusters: ClusterMetrics) -> String {
    let segments = clusters.shares.enumerated().map { cluster, share in
      let name = "cluster \(cluster): \(Figures.percent(share)), \(Figures.count(clusters.counts[cluster])) rows"
      // Narrow segments carry no label; the table below and the tooltip do.
      let label = share >= 0.05 ? "<b>\(cluster)</b> \(Figures.percent(share))" : ""
      let width = Markup.coordinate(share * 1000)
      return "<div class=\"segment c\(cluster % 8)\" style=\"flex-grow:\(width)\" title=\"\(name)\">\(label)</div>"
    }
    return "<h3>Share of the rows by cluster</h3>\n<div class=\"bar\">\(segments.joined())</div>\n"
  }

  private func heatMap() -> String {
    let scenarios = report.scenarioClusters.prefix(Self.largestHeatMap)
    guard let first = scenarios.first, first.counts.count > 1 else { return "" }
    let head = first.counts.indices.map { "<th class=\"heat\">\($0)</th>" }.joined()
    let rows = scenarios.map { row in
      let total = row.counts.reduce(0, +)
      let cells = row.counts.map { count in
        let share = total > 0 ? Double(count) / Double(total) : 0
        let strong = share > 0.55 ? " strong" : ""
        let shade = Figures.fixed(share, 2)
        return "<td class=\"heat\(strong)\" style=\"--share:\(shade)\">\(Figures.fixed(share * 100, 0))</td>"
      }
      return "<tr><th class=\"scenario\">\(Markup.escape(row.scenario))</th>\(cells.joined())"
        + "<td class=\"number quiet\">\(Figures.count(total))</td></tr>"
    }
    let more = report.scenarioClusters.count - scenarios.count
    let rest = more > 0 ? "<p class=\"quiet\">\(more) smaller scenarios are not shown.</p>\n" : ""
    return "<h3>Where each scenario’s rows go, in percent</h3>\n<div class=\"scroll\"><table class=\"heatmap\">\n"
      + "<thead><tr><th>scenario</th>\(head)<th class=\"number\">rows</th></tr></thead>\n"
      + "<tbody>\(rows.joined(separator: "\n"))</tbody></table></div>\n\(rest)"
  }
}
