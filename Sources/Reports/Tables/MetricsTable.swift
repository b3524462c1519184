import Evaluation

/// Several models' metrics side by side.
public struct MetricsTable: Sendable {
  /// A model as the tables name it, and its metrics.
  public struct Entry: Sendable {
    public var name: String
    public var metrics: Metrics

    public init(name: String, metrics: Metrics) {
      self.name = name
      self.metrics = metrics
    }
  }

  public let entries: [Entry]
  /// In the order of columns.
  public let metrics: [Metric]

  public init(_ entries: [Entry], _ metrics: [Metric] = Metric.all) {
    self.entries = entries
    self.metrics = metrics
  }

  /// One row for each model, below it one by weight where rows have weights, and at the end the best possible AUC where it
  /// is known.
  public func overall() -> TextTable {
    let shown = metrics.given(for: .overall).filter { metric in entries.contains { $0.metrics.values.has(metric) } }
    let counted = entries.contains { $0.metrics.impressions != nil }
    var table = TextTable(
      [.text("model")] + shown.map { .number($0.title) } + [.number("rows")]
        + (counted ? [.number("impressions")] : []))
    func add(_ name: String, _ values: (Metric) -> String, _ metrics: Metrics?) {
      let impressions = counted ? [metrics?.impressions.map(Figures.count) ?? Figures.missing] : []
      table.add([name] + shown.map(values) + [(metrics?.rows).map(Figures.count) ?? Figures.missing] + impressions)
    }
    for entry in entries {
      add(entry.name, entry.metrics.values.text, entry.metrics)
      if let weighted = entry.metrics.weighted {
        add("\(entry.name), weighted", weighted.values.text, entry.metrics)
      }
    }
    if let best = entries.lazy.compactMap(\.metrics.bestPossibleAUC).first {
      add("best possible", { $0.text($0 == .auc ? best : nil) }, nil)
    }
    return table
  }

  /// One row for each scenario, the largest first: rows, click rate, then each model's metrics.
  public func scenarios() -> TextTable {
    let shown = metrics.given(for: .scenarios)
    var columns: [TextTable.Column] = [.text("scenario"), .number("rows"), .number("CTR")]
    for entry in entries {
      let prefix = entries.count > 1 ? entry.name + " " : ""
      columns += shown.map { .number(prefix + $0.title) }
    }
    var table = TextTable(columns)
    guard let first = entries.first?.metrics else { return table }
    for name in first.scenarioNames {
      guard let scenario = first.scenarios[name] else { continue }
      var cells = [name, Figures.count(scenario.rows), Figures.percent(scenario.clickRate)]
      for entry in entries {
        let own = entry.metrics.scenarios[name]?.values
        cells += shown.map { own?.text($0) ?? Figures.missing }
      }
      table.add(cells)
    }
    return table
  }

  /// One row for each value of a column that was asked for, the one with most rows first: rows, click rate, and the first
  /// model's metrics.
  ///
  /// - Parameter limit: values to show at most; nil for all.
  public func values(of column: String, limit: Int? = nil) -> TextTable {
    let shown = metrics.given(for: .scenarios)
    var table = TextTable(
      [.text(column), .number("rows"), .number("CTR")] + shown.map { .number($0.title) })
    let groups = entries.first?.metrics.by?[column] ?? [:]
    for name in groups.namesBySize.prefix(limit ?? .max) {
      guard let own = groups[name] else { continue }
      table.add(
        [name, Figures.count(own.rows), Figures.percent(own.clickRate)] + shown.map(own.values.text))
    }
    return table
  }

  /// One row for each cluster of a perspective: rows, their share, how far its network is from what all share where that is
  /// known, and the metrics of its rows.
  public func clusters(_ clusters: ClusterMetrics) -> TextTable {
    let shown = clusters.metrics == nil ? [] : metrics.given(for: .scenarios)
    var columns: [TextTable.Column] = [.text("cluster"), .number("rows"), .number("share")]
    if clusters.distances != nil { columns.append(.number("own part")) }
    if clusters.metrics != nil { columns.append(.number("CTR")) }
    var table = TextTable(columns + shown.map { .number($0.title) })
    for (cluster, count) in clusters.counts.enumerated() {
      var cells = ["\(cluster)", Figures.count(count), Figures.percent(clusters.shares[cluster])]
      if let distances = clusters.distances { cells.append(Figures.ratio(distances[cluster])) }
      if let own = clusters.metrics?[cluster] {
        cells.append(Figures.percent(own.clickRate))
        cells += shown.map(own.values.text)
      }
      table.add(cells)
    }
    return table
  }
}
