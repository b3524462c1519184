import Evaluation

/// Predicted against observed click rate, bin by bin, on logarithmic axes since clicks are rare. Whiskers are 95%
/// intervals of the observed rate (Wilson 1927); a bin on the diagonal promises what comes true.
struct CalibrationPlot {
  let bins: [ReliabilityBin]

  /// The picture; empty without bins, and a line in its place where no rate is above 0.
  func svg() -> String {
    let bins = bins.filter { $0.meanPredicted.isFinite && $0.observedRate.isFinite }
    let positive = bins.flatMap { [$0.meanPredicted, $0.observedRate] }.filter { $0 > 0 }
    guard let low = positive.min(), let high = positive.max() else {
      return bins.isEmpty ? "" : Markup.absence("every promise is 0 and no row is clicked")
    }
    // Bins without a click lie at the lower edge: zero has no logarithm.
    // Where all promises are a millionth or less (no click in training), the range is the smallest that is drawn.
    let start = min(max(low / 1.6, 1e-6), 0.3)
    let range = start...min(max(high * 1.6, start * 4), 1.2)
    let ticks = (-6...0).flatMap { power in [1, 3].map { $0 * Self.power(power) } }.filter { $0 <= 1 }
    let axis = Plot.Axis(range: range, scale: .logarithmic, ticks: Self.thinned(ticks, in: range), label: Self.label)
    var plot = Plot(height: 372, bottom: 44, x: axis, y: axis)
    plot.text("observed click rate", x: 0, y: 14, style: "name accent-text")
    plot.text("predicted", x: 444, y: 368, anchor: "end", style: "tick")
    plot.line([(range.lowerBound, range.lowerBound), (range.upperBound, range.upperBound)], style: "diagonal")
    for bin in bins {
      let interval = Self.wilson(clicks: bin.clicks, rows: bin.rows)
      plot.line([(bin.meanPredicted, interval.lowerBound), (bin.meanPredicted, interval.upperBound)], style: "whisker")
    }
    for bin in bins {
      let title =
        "predicted \(Figures.percent(bin.meanPredicted)), observed \(Figures.percent(bin.observedRate)), "
        + "\(Figures.count(bin.rows)) rows"
      plot.dot(bin.meanPredicted, bin.observedRate, style: "accent-dot", title: title)
    }
    return plot.svg(title: "Calibration: predicted against observed click rate")
  }

  /// The 95% interval of a rate; of no rows, anywhere. So may it be where what rows count was rounded.
  static func wilson(clicks: Int, rows: Int) -> ClosedRange<Double> {
    guard rows > 0 else { return 0...1 }
    let n = Double(rows)
    let rate = min(max(Double(clicks) / n, 0), 1)
    let square = 1.96 * 1.96
    let centre = (rate + square / (2 * n)) / (1 + square / n)
    let reach = 1.96 / (1 + square / n) * (rate * (1 - rate) / n + square / (4 * n * n)).squareRoot()
    return max(centre - reach, 0)...min(centre + reach, 1)
  }

  private static func power(_ exponent: Int) -> Double { (0..<(-exponent)).reduce(1.0) { value, _ in value / 10 } }

  private static func label(_ rate: Double) -> String {
    rate >= 0.0099 ? Figures.fixed(rate * 100, 0) + "%" : Figures.scaledPercent(rate)
  }

  /// The ticks inside the range; only whole powers of ten when there are too many.
  private static func thinned(_ ticks: [Double], in range: ClosedRange<Double>) -> [Double] {
    let inside = ticks.filter { range.contains($0) }
    guard inside.count > 7 else { return inside }
    return inside.enumerated().filter { $0.offset % 2 == inside.count % 2 }.map(\.element)
  }
}

extension Figures {
  /// A small share as a percentage without trailing zeros: 0.3%, 0.01%.
  static func scaledPercent(_ rate: Double) -> String { trimmed(rate * 100, 4) + "%" }
}
