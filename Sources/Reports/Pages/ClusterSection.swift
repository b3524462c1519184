import Evaluation

/// The health of the clusters: what their centres say, their shares as one bar, and where each scenario's rows went.
struct ClusterSection {
  let report: RunReport
  /// In the order of columns.
  let metrics: [Metric]

  /// At most this many scenarios in the heat map.
  private static let largestHeatMap = 30

  /// The section's content; empty for a model without clusters.
  func html() -> String {
    let clusterings = report.metrics.clusterings
    let tables = MetricsTable([], metrics)
    return clusterings.enumerated().map { index, clusters in
      let title = clusterings.count > 1 ? "<h3>On \(Markup.escape(clusters.perspective ?? "\(index)"))</h3>\n" : ""
      let style = clusters.isSuspect ? "warning" : "note"
      let certainty = clusters.certainty.map { "<p class=\"quiet\">\(Markup.escape($0))</p>\n" } ?? ""
      return title + "<p class=\"\(style)\">\(Markup.escape(clusters.verdict))</p>\n" + certainty + shareBar(clusters)
        + (clusters.metrics == nil ? "" : Markup.table(tables.clusters(clusters))) + heatMap(index)
    }.joined()
  }

  private func shareBar(_ clusters: ClusterMetrics) -> String {
    let segments = clusters.shares.enumerated().map { cluster, share in
      let own = clusters.distances.map { ", own part \(Figures.ratio($0[cluster]))" } ?? ""
      let name = "cluster \(cluster): \(Figures.percent(share)), \(Figures.count(clusters.counts[cluster])) rows\(own)"
      // Narrow segments carry no label; the table below and the tooltip do.
      let label = share >= 0.05 ? "<b>\(cluster)</b> \(Figures.percent(share))" : ""
      let width = Markup.coordinate(share * 1000)
      return "<div class=\"segment c\(cluster % 8)\" style=\"flex-grow:\(width)\" title=\"\(name)\">\(label)</div>"
    }
    return "<h3>Share of the rows by cluster</h3>\n<div class=\"bar\">\(segments.joined())</div>\n"
  }

  private func heatMap(_ perspective: Int) -> String {
    let scenarios = report.scenarioClusters.prefix(Self.largestHeatMap).filter {
      $0.counts.indices.contains(perspective)
    }
    guard let first = scenarios.first?.counts[perspective], first.count > 1 else { return "" }
    let head = first.indices.map { "<th class=\"heat\">\($0)</th>" }.joined()
    let rows = scenarios.map { row in
      let counts = row.counts[perspective]
      let total = counts.reduce(0, +)
      let cells = counts.map { count in
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
