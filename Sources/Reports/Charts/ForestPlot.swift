import Evaluation

/// Each comparison of a verdict as a line: the difference of the AUCs with where it lies by the rows' luck (DeLong) and by the
/// seeds' luck (paired t), both 95%.
struct ForestPlot {
  let comparison: Comparison
  /// The model that all lines are about, as the head of the column says it.
  let heading: String

  private var rivals: [Verdict.Rival] { comparison.verdict.rivals }

  /// The table of lanes; empty without comparisons.
  func html() -> String {
    guard !rivals.isEmpty else { return "" }
    let axis = axis
    let rows = rivals.map { rival in
      let name = Markup.escape(Figures.short(rival.title, SeriesMark.longestName))
      return "<tr><th class=\"who\">\(name)</th><td class=\"lane\">\(lane(rival, axis))</td>"
        + "<td class=\"number\">\(Figures.difference(rival.difference))</td>"
        + "<td class=\"said\(rival.distinguishable ? "" : " unsure")\">"
        + "\(rival.distinguishable ? "distinguishable" : "not distinguishable")</td></tr>\n"
    }
    return legend + "<table class=\"lanes\">\n<thead><tr><th class=\"who\">\(Markup.escape(heading))</th>"
      + "<th class=\"lane\">\(Lane.scale(axis))</th><th class=\"number\">difference</th><th class=\"said\"></th></tr></thead>\n<tbody>"
      + rows.joined() + "</tbody></table>\n"
  }

  private var legend: String {
    func item(_ style: String, _ text: String) -> String {
      "<li><svg viewBox=\"0 0 22 11\" class=\"wide\"><line class=\"interval \(style)-line\" x1=\"0\" x2=\"22\" y1=\"5.5\" "
        + "y2=\"5.5\"/><circle class=\"\(style)-dot\" cx=\"11\" cy=\"5.5\" r=\"4\"/></svg>\(text)</li>"
    }
    let items = [
      rivals.contains { $0.deLong != nil } ? item("accent", "by the rows’ luck (DeLong, 95%)") : "",
      rivals.contains { $0.pairedT != nil } ? item("second", "by the seeds’ luck (paired t, 95%)") : "",
    ]
    return "<ul class=\"legend\">\(items.joined())</ul>\n"
  }

  /// Wide enough for every difference and the rows' luck; of the seeds' luck, which two seeds leave boundless, as much as is
  /// not four times as wide.
  private var axis: Plot.Axis {
    func ends(_ range: ClosedRange<Double>?) -> [Double] { range.map { [$0.lowerBound, $0.upperBound] } ?? [] }
    let near = [0] + rivals.map(\.difference) + rivals.flatMap { rival in ends(rival.deLong?.interval) }
    let far: [Double] = rivals.flatMap { rival in ends(rival.pairedT?.interval) }
    let (low, high) = (near.min() ?? 0, near.max() ?? 0)
    let room = max(1.5 * (high - low), 1e-4)
    let ends = [low, high] + far.map { min(max($0, low - room), high + room) }
    return Plot.Axis.around(ends, count: 5, label: Figures.shortDifference)
  }

  private func lane(_ rival: Verdict.Rival, _ axis: Plot.Axis) -> String {
    var lane = Lane(axis, height: rival.deLong != nil && rival.pairedT != nil ? 40 : 28, origin: 0)
    var words = "\(rival.title): \(Figures.difference(rival.difference))"
    func between(_ range: ClosedRange<Double>) -> String {
      "\(Figures.difference(range.lowerBound)) to \(Figures.difference(range.upperBound))"
    }
    let middle = lane.height / 2
    if let test = rival.deLong {
      let title = "by the rows’ luck \(between(test.interval)), p \(Figures.chance(rival.deLongAdjusted)) (Holm)"
      words += ", \(title)"
      lane.interval(
        test.interval, around: rival.difference, y: rival.pairedT == nil ? middle : middle - 8, style: "accent",
        title: title)
    }
    if let test = rival.pairedT {
      let title = "by the seeds’ luck \(between(test.interval)), p \(Figures.chance(rival.pairedTAdjusted)) (Holm)"
      words += ", \(title)"
      lane.interval(
        test.interval, around: rival.difference, y: rival.deLong == nil ? middle : middle + 8, style: "second",
        title: title)
    }
    if rival.deLong == nil, rival.pairedT == nil {
      lane.dot(rival.difference, y: middle, style: "accent-dot", title: words)
    }
    return lane.svg(title: Figures.short(words, 300))
  }
}

extension Figures {
  /// A difference along an axis: its sign, and no more decimals than it has.
  static func shortDifference(_ value: Double) -> String {
    guard abs(value) > 1e-9 else { return "0" }
    var text = fixed(abs(value), 5)
    while text.hasSuffix("0") { text.removeLast() }
    return (value < 0 ? "−" : "+") + text
  }
}
