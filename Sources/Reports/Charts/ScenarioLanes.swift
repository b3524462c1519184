import Evaluation

/// What each model's AUC is in each scenario, minus that of the model that others are compared with: a lane for each scenario,
/// the largest first.
struct ScenarioLanes {
  let comparison: Comparison
  /// The name of the model that the differences are to; nil for the AUCs themselves.
  let reference: String?

  /// At most this many scenarios; tables have all.
  private static let most = 40

  private struct Row {
    let name: String
    let rows: Int
    let base: Double?
    /// By the model's place.
    let values: [(model: Int, auc: Double, value: Double)]
  }

  /// The table of lanes; empty where no scenario has an AUC.
  func html() -> String {
    let rows = rows.filter { !$0.values.isEmpty }
    guard !rows.isEmpty, comparison.scenarioNames.count > 1 || reference == nil else { return "" }
    let axis = axis(rows)
    let base = reference.map { name in comparison.models.first { $0.name == name }?.title ?? "" }
    let head =
      "<thead><tr><th class=\"who\">scenario</th><th class=\"lane\">\(Lane.scale(axis))</th>"
      + (base.map { "<th class=\"number base\">\(Markup.escape(Figures.short($0, 24)))</th>" } ?? "")
      + "<th class=\"number\">rows</th></tr></thead>"
    let body = rows.prefix(Self.most).map { row in
      "<tr><th class=\"who\">\(Markup.escape(Figures.short(row.name, SeriesMark.longestName)))</th>"
        + "<td class=\"lane\">\(lane(row, axis))</td>"
        + (base == nil ? "" : "<td class=\"number\">\(Figures.score(row.base))</td>")
        + "<td class=\"number quiet\">\(Figures.count(row.rows))</td></tr>\n"
    }
    let more = rows.count - body.count
    let rest = more > 0 ? "<p class=\"quiet\">\(more) smaller scenarios are in the tables below.</p>\n" : ""
    return "<table class=\"lanes\">\n\(head)\n<tbody>\(body.joined())</tbody></table>\n\(rest)"
  }

  private var rows: [Row] {
    comparison.scenarioNames.compactMap { name in
      guard let scenario = comparison.models.first?.scenarios[name] else { return nil }
      let base = comparison.models.first { $0.name == reference }?.scenarios[name]?.auc
      let values = comparison.models.enumerated().compactMap { place, model -> (Int, Double, Double)? in
        guard model.name != reference, let auc = model.scenarios[name]?.auc else { return nil }
        guard reference != nil else { return (place, auc, auc) }
        return base.map { (place, auc, auc - $0) }
      }
      return Row(name: name, rows: scenario.rows, base: base, values: values)
    }
  }

  /// Wide enough for the scenarios that have 95% of the rows, and for the others as much as is not twice as wide: a tiny
  /// scenario's differences, which are luck, would leave no room for theirs.
  private func axis(_ rows: [Row]) -> Plot.Axis {
    let shown = rows.prefix(Self.most)
    guard reference != nil else {
      return Plot.Axis.around(shown.flatMap { $0.values.map(\.value) }, count: 5) { Figures.fixed($0, 2) }
    }
    let all = rows.reduce(0) { $0 + $1.rows }
    var seen = 0
    var (low, high) = (0.0, 0.0)
    for row in shown where Double(seen) < 0.95 * Double(all) {
      seen += row.rows
      for (_, _, value) in row.values { (low, high) = (min(low, value), max(high, value)) }
    }
    let room = (high - low) / 2
    let ends = shown.flatMap { $0.values.map { min(max($0.value, low - room), high + room) } }
    return Plot.Axis.around([0] + ends, count: 5, label: Figures.shortDifference)
  }

  private func lane(_ row: Row, _ axis: Plot.Axis) -> String {
    var lane = Lane(axis, height: 24, origin: reference == nil ? nil : 0)
    var words: [String] = []
    for (model, auc, value) in row.values {
      let title = Figures.short(comparison.models[model].title, SeriesMark.longestName)
      let difference = reference == nil ? "" : " (\(Figures.difference(value)))"
      words.append("\(title) \(Figures.score(auc))\(difference)")
      lane.mark(model, value, title: words[words.count - 1])
    }
    return lane.svg(title: Figures.short("\(row.name): \(words.joined(separator: ", "))", 300))
  }
}
