import Evaluation

/// Each comparison of a verdict as a line: an entrant's AUC minus that of the reference or of the best, with where it lies by
/// the rows' luck (DeLong) and by the seeds' luck (paired t), both 95%.
struct ForestPlot {
  let comparison: Comparison
  /// The model that all lines are about, as the head of the column says it.
  let heading: String

  private struct Line {
    let rival: Verdict.Rival
    let difference: Double
    let byRows: ClosedRange<Double>?
    let bySeeds: ClosedRange<Double>?
  }

  /// A verdict says by how much the best is ahead; in the picture all models lie on one scale, on which it is the 0.
  private var lines: [Line] {
    let isTurned = comparison.verdict.against == nil
    func turned(_ range: ClosedRange<Double>) -> ClosedRange<Double> {
      isTurned ? -range.upperBound...(-range.lowerBound) : range
    }
    return comparison.verdict.rivals.map { rival in
      Line(
        rival: rival, difference: isTurned ? -rival.difference : rival.difference,
        byRows: (rival.deLong?.interval).map(turned), bySeeds: (rival.pairedT?.interval).map(turned))
    }
  }

  /// The table of lanes; empty without comparisons.
  func html() -> String {
    let lines = lines
    guard !lines.isEmpty else { return "" }
    let axis = axis(lines)
    let rows = lines.map { line in
      let name = Markup.escape(Figures.short(line.rival.title, SeriesMark.longestName))
      let (said, style) = line.rival.distinguishable ? ("distinguishable", "") : ("not distinguishable", " unsure")
      return "<tr><th class=\"who\">\(name)</th><td class=\"lane\">\(lane(line, axis))</td>"
        + "<td class=\"number\">\(Figures.difference(line.difference))</td><td class=\"said\(style)\">\(said)</td></tr>\n"
    }
    return legend(lines) + "<table class=\"lanes\">\n<thead><tr><th class=\"who\">\(Markup.escape(heading))</th>"
      + "<th class=\"lane\">\(Lane.scale(axis))</th><th class=\"number\">difference</th><th class=\"said\"></th></tr></thead>"
      + "\n<tbody>\(rows.joined())</tbody></table>\n"
  }

  private func legend(_ lines: [Line]) -> String {
    func item(_ style: String, _ text: String) -> String {
      "<li><svg viewBox=\"0 0 22 11\" class=\"wide\"><line class=\"interval \(style)-line\" x1=\"0\" x2=\"22\" y1=\"5.5\" "
        + "y2=\"5.5\"/><circle class=\"\(style)-dot\" cx=\"11\" cy=\"5.5\" r=\"4\"/></svg>\(text)</li>"
    }
    let items = [
      lines.contains { $0.byRows != nil } ? item("accent", "by the rows’ luck (DeLong, 95%)") : "",
      lines.contains { $0.bySeeds != nil } ? item("second", "by the seeds’ luck (paired t, 95%)") : "",
    ]
    return "<ul class=\"legend\">\(items.joined())</ul>\n"
  }

  /// Wide enough for every difference and the rows' luck; of the seeds' luck, which two seeds leave boundless, as much as is
  /// not four times as wide.
  private func axis(_ lines: [Line]) -> Plot.Axis {
    func ends(_ range: ClosedRange<Double>?) -> [Double] { range.map { [$0.lowerBound, $0.upperBound] } ?? [] }
    let near = [0] + lines.map(\.difference) + lines.flatMap { ends($0.byRows) }
    let far = lines.flatMap { ends($0.bySeeds) }
    let (low, high) = (near.min() ?? 0, near.max() ?? 0)
    let room = max(1.5 * (high - low), 1e-4)
    let ends = [low, high] + far.map { min(max($0, low - room), high + room) }
    return Plot.Axis.around(ends, count: 5, label: Figures.shortDifference)
  }

  private func lane(_ line: Line, _ axis: Plot.Axis) -> String {
    let isDouble = line.byRows != nil && line.bySeeds != nil
    var lane = Lane(axis, height: isDouble ? 40 : 28, origin: 0)
    var words = "\(Figures.short(line.rival.title, SeriesMark.longestName)): \(Figures.difference(line.difference))"
    func draw(_ range: ClosedRange<Double>?, _ luck: String, _ p: Double?, _ style: String, offset: Double) {
      guard let range else { return }
      let title =
        "by the \(luck)’ luck \(Figures.difference(range.lowerBound)) to \(Figures.difference(range.upperBound)), "
        + "p \(Figures.chance(p)) (Holm)"
      words += ", \(title)"
      let y = lane.height / 2 + (isDouble ? offset : 0)
      lane.interval(range, around: line.difference, y: y, style: style, title: title)
    }
    draw(line.byRows, "rows", line.rival.deLongAdjusted, "accent", offset: -8)
    draw(line.bySeeds, "seeds", line.rival.pairedTAdjusted, "second", offset: 8)
    if line.byRows == nil, line.bySeeds == nil {
      lane.dot(line.difference, y: lane.height / 2, style: "accent-dot", title: words)
    }
    return lane.svg(title: words)
  }
}

extension Figures {
  /// A difference along an axis: its sign, and no more decimals than it has.
  static func shortDifference(_ value: Double) -> String {
    guard abs(value) > 1e-9 else { return "0" }
    return (value < 0 ? "−" : "+") + trimmed(abs(value), 5)
  }
}
