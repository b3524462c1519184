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
    let shown = metrics.given(for: .overall)
    let counted = entries.contains { $0.metrics.impressions != nil }
    var table = TextTable(
      [.text("model")] + shown.map { .number($0.title) } + [.number("rows")]
        + (counted ? [.number("impressions")] : []))
    func add(_ name: String, _ values: (Metric) -> String, _ metrics: Metrics?) {
      let impressions = counted ? [metrics?.impressions.map(Figures.count) ?? Figures.missing] : []
      table.add([name] + shown.map(values) + [(metrics?.rows).map(Figures.count) ?? Figures.missing] + impressions)
    }
    for entry in entries {
      add(entry.name, { $0.text(entry.metrics.values[$0]) }, entry.metrics)
      if let weighted = entry.metrics.weighted {
        add("\(entry.name), weighted", { $0.text(weighted.values[$0]) }, entry.metrics)
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
        let own = entry.metrics.scenarios[name]
        cells += shown.map { $0.text(own?.values[$0] ?? nil) }
      }
      table.add(cells)
    }
    return table
  }
}
