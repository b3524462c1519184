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

  /// One row for each model, and the best possible AUC below where it is known.
  public func overall() -> TextTable {
    let shown = metrics.given(for: .overall)
    var table = TextTable([.text("model")] + shown.map { .number($0.title) } + [.number("rows")])
    for entry in entries {
      table.add(
        [entry.name] + shown.map { $0.text(entry.metrics.values[$0]) } + [Figures.count(entry.metrics.rows)])
    }
    if let best = entries.lazy.compactMap(\.metrics.bestPossibleAUC).first {
      table.add(["best possible"] + shown.map { $0.text($0 == .auc ? best : nil) } + [Figures.missing])
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
