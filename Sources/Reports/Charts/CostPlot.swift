import Evaluation

/// Quality against cost: each model's mean AUC, with its deviation over the seeds, by what it takes, on a logarithmic axis.
struct CostPlot {
  let comparison: Comparison
  /// What the cost is, such as "seconds of training".
  let name: String
  let cost: (Comparison.Model) -> Double
  let label: (Double) -> String

  private typealias Point = (series: Int, title: String, cost: Double, auc: Double, deviation: Double)

  private static let (width, height, longestLabel) = (460.0, 300.0, 26)

  /// The picture; empty where no model has both.
  func svg() -> String {
    let points = comparison.models.enumerated().compactMap { series, model -> Point? in
      let cost = cost(model)
      guard let auc = model.auc.mean, cost > 0, cost.isFinite else { return nil }
      return (series, model.title, cost, auc, model.auc.standardDeviation ?? 0)
    }
    guard let low = points.map(\.cost).min(), let high = points.map(\.cost).max() else { return "" }
    let ends = points.flatMap { [$0.auc - $0.deviation, $0.auc + $0.deviation] }
    // At least from half to twice: of equal costs the noise would look like a difference.
    let middle = low.squareRoot() * high.squareRoot()
    let range = min(low / 1.25, middle / 2)...max(high * 1.25, middle * 2)
    let x = Plot.Axis(range: range, scale: .logarithmic, ticks: Self.ticks(range), label: label)
    var plot = Plot(
      width: Self.width, height: Self.height, x: x, y: Plot.Axis.around(ends, count: 5) { Figures.fixed($0, 4) })
    plot.text("\(Figures.short(comparison.part, 20)) AUC", x: 0, y: 14, style: "name")
    plot.text(name, x: Self.width - 16, y: Self.height - 3, anchor: "end", style: "tick")
    for point in points where point.deviation > 0 {
      plot.line(
        [(point.cost, point.auc - point.deviation), (point.cost, point.auc + point.deviation)], style: "deviation")
    }
    for point in points {
      let spread = point.deviation > 0 ? " ± \(Figures.score(point.deviation))" : ""
      plot.mark(
        point.series, point.cost, point.auc,
        title:
          "\(Figures.short(point.title, SeriesMark.longestName)): \(Figures.score(point.auc))\(spread), \(label(point.cost))"
      )
    }
    label(points, on: &plot)
    return plot.svg(title: "\(comparison.part) AUC against \(name)", style: "dots")
  }

  /// Names beside the marks, each where it hides nothing; one without such a place is told by its colour alone.
  private func label(_ points: [Point], on plot: inout Plot) {
    var taken = points.map { point in
      Box(x: plot.horizontal(point.cost) - 7, y: plot.vertical(point.auc) - 7, width: 14, height: 14)
    }
    for point in points {
      let text = Figures.short(point.title, Self.longestLabel)
      let (x, y) = (plot.horizontal(point.cost), plot.vertical(point.auc))
      // Wider than text is on a screen of any size (PageStyle).
      let width = 8.2 * Double(text.unicodeScalars.count)
      let places: [(anchor: String, x: Double, y: Double)] = [
        ("start", x + 9, y + 4.5), ("end", x - 9, y + 4.5), ("middle", x, y - 11), ("middle", x, y + 20),
        ("start", x + 7, y - 9), ("end", x - 7, y - 9), ("start", x + 7, y + 17), ("end", x - 7, y + 17),
      ]
      for place in places {
        let left = place.anchor == "start" ? place.x : place.anchor == "end" ? place.x - width : place.x - width / 2
        let box = Box(x: left, y: place.y - 14, width: width, height: 18)
        let inside =
          left >= plot.left && left + width <= plot.width && place.y < plot.height - plot.bottom && place.y > 24
        guard inside, !taken.contains(where: box.meets) else { continue }
        plot.text(text, x: place.x, y: place.y, anchor: place.anchor)
        taken.append(box)
        break
      }
    }
  }

  private struct Box {
    let x, y, width, height: Double

    func meets(_ other: Box) -> Bool {
      x < other.x + other.width && other.x < x + width && y < other.y + other.height && other.y < y + height
    }
  }

  /// 1, 2 and 5 times powers of ten, thinned where there would be many.
  private static func ticks(_ range: ClosedRange<Double>) -> [Double] {
    let powers = (-6...18).map { power in
      (0..<abs(power)).reduce(1.0) { value, _ in power < 0 ? value / 10 : value * 10 }
    }
    for factors in [[1.0, 2, 5], [1, 3], [1]] {
      let ticks = powers.flatMap { power in factors.map { $0 * power } }.filter(range.contains)
      if ticks.count <= 6 { return ticks }
    }
    return []
  }
}
