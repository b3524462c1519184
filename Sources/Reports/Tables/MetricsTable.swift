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

  public init(_ entries: [Entry]) { self.entries = entries }

  /// One row for each model, and the best possible AUC below where it is known.
  public func overall() -> TextTable {
    var table = TextTable([
      .text("model"), .number("AUC"), .number("GAUC"), .number("log loss"), .number("calibration"), .number("rows"),
    ])
    for entry in entries {
      let metrics = entry.metrics
      table.add([
        entry.name, Figures.score(metrics.auc), Figures.score(metrics.gauc), Figures.score(metrics.logLoss),
        Figures.ratio(metrics.calibration), Figures.count(metrics.rows),
      ])
    }
    if let best = entries.lazy.compactMap(\.metrics.bestPossibleAUC).first {
      let missing = Figures.missing
      table.add(["best possible", Figures.score(best), missing, missing, missing, missing])
    }
    return table
  }

  /// One row for each scenario, the largest first: rows, click rate, then AUC and log loss of each model.
  public func scenarios() -> TextTable {
    var columns: [TextTable.Column] = [.text("scenario"), .number("rows"), .number("CTR")]
    for entry in entries {
      let prefix = entries.count > 1 ? entry.name + " " : ""
      columns += [.number(prefix + "AUC"), .number(prefix + "log loss")]
    }
    var table = TextTable(columns)
    guard let first = entries.first?.metrics else { return table }
    for name in first.scenarioNames {
      guard let scenario = first.scenarios[name] else { continue }
      var cells = [
        name, Figures.count(scenario.rows),
        Figures.percent(scenario.rows > 0 ? Double(scenario.clicks) / Double(scenario.rows) : nil),
      ]
      for entry in entries {
        let own = entry.metrics.scenarios[name]
        cells += [Figures.score(own?.auc), Figures.score(own?.logLoss)]
      }
      table.add(cells)
    }
    return table
  }
}
