import Foundation

/// The frame of a small chart: maps data to the picture and collects its SVG. Colours come from the page's style.
struct Plot {
  /// How data are laid along an axis.
  enum Scale {
    case linear, logarithmic

    /// Zero and less, which have no logarithm, lie at the smallest number's.
    func apply(_ value: Double) -> Double {
      self == .linear ? value : log10(max(value, .leastNormalMagnitude))
    }
  }

  /// One axis: its range, scale, and the values that are labelled.
  struct Axis {
    var range: ClosedRange<Double>
    var scale = Scale.linear
    var ticks: [Double]
    var label: (Double) -> String

    /// The place of a value between 0 and 1; values outside the range stay at its ends, and what is no number in the middle.
    func position(_ value: Double) -> Double {
      let (low, high) = (scale.apply(range.lowerBound), scale.apply(range.upperBound))
      let clamped = min(max(value, range.lowerBound), range.upperBound)
      let place = (scale.apply(clamped) - low) / (high - low)
      return place.isFinite ? place : 0.5
    }
  }

  let width: Double
  let height: Double
  let left: Double
  let right: Double
  let top: Double
  let bottom: Double
  let x: Axis
  let y: Axis
  private var shapes: [String] = []

  init(
    width: Double = 460, height: Double, left: Double = 52, right: Double = 16, top: Double = 26, bottom: Double = 38,
    x: Axis, y: Axis
  ) {
    (self.width, self.height) = (width, height)
    (self.left, self.right, self.top, self.bottom) = (left, right, top, bottom)
    (self.x, self.y) = (x, y)
    grid()
  }

  func horizontal(_ value: Double) -> Double { left + x.position(value) * (width - left - right) }

  func vertical(_ value: Double) -> Double { height - bottom - y.position(value) * (height - top - bottom) }

  mutating func line(_ points: [(Double, Double)], style: String) {
    let path = points.map { "\(at(horizontal($0.0))),\(at(vertical($0.1)))" }.joined(separator: " ")
    shapes.append("<polyline class=\"\(style)\" points=\"\(path)\"/>")
  }

  mutating func dot(_ x: Double, _ y: Double, radius: Double = 3.5, style: String, title: String) {
    shapes.append(
      "<circle class=\"\(style)\" cx=\"\(at(horizontal(x)))\" cy=\"\(at(vertical(y)))\" r=\"\(at(radius))\">"
        + "<title>\(Markup.escape(title))</title></circle>")
  }

  /// The mark of one of several series, in a picture of style `dots`.
  mutating func mark(_ series: Int, _ x: Double, _ y: Double, radius: Double = 5, title: String) {
    shapes.append(
      SeriesMark.dot(series, x: at(horizontal(x)), y: at(vertical(y)), radius: radius, title: title))
  }

  /// Text at a point of the picture; `anchor` is start, middle or end.
  mutating func text(_ text: String, x: Double, y: Double, anchor: String = "start", style: String = "label") {
    shapes.append(
      "<text class=\"\(style)\" x=\"\(at(x))\" y=\"\(at(y))\" text-anchor=\"\(anchor)\">\(Markup.escape(text))</text>")
  }

  /// The picture; `title` is read aloud in its place.
  func svg(title: String, style: String? = nil) -> String {
    "<svg\(Markup.style(style)) viewBox=\"0 0 \(at(width)) \(at(height))\" role=\"img\" aria-label=\"\(Markup.escape(title))\">\n"
      + shapes.joined(separator: "\n") + "\n</svg>\n"
  }

  private mutating func grid() {
    for tick in y.ticks where y.range.contains(tick) {
      let level = vertical(tick)
      shapes.append(
        "<line class=\"grid\" x1=\"\(at(left))\" x2=\"\(at(width - right))\" "
          + "y1=\"\(at(level))\" y2=\"\(at(level))\"/>")
      text(y.label(tick), x: left - 8, y: level + 4, anchor: "end", style: "tick")
    }
    for tick in x.ticks where x.range.contains(tick) {
      text(x.label(tick), x: horizontal(tick), y: height - bottom + 18, anchor: "middle", style: "tick")
    }
  }

  private func at(_ value: Double) -> String { Markup.coordinate(value) }
}

extension Plot.Axis {
  /// Beyond it the width of an axis would be no number.
  private static let largest = 1e300

  /// A linear axis around those of these values that are finite, with room at both ends and about `count` round ticks.
  static func around(_ values: [Double], count: Int, label: @escaping (Double) -> String) -> Plot.Axis {
    let known = values.filter(\.isFinite).map { min(max($0, -largest), largest) }
    let low = known.min() ?? 0
    let high = known.max() ?? 1
    let span = max(high - low, abs(high) * 1e-3, 1e-9)
    let range = low - 0.08 * span...high + 0.08 * span
    return Plot.Axis(range: range, ticks: roundTicks(range, count: count), label: label)
  }

  /// Multiples of 1, 2 or 5 times a power of ten inside the range, about `count` of them.
  static func roundTicks(_ range: ClosedRange<Double>, count: Int) -> [Double] {
    let rough = (range.upperBound - range.lowerBound) / Double(max(count, 1))
    guard rough > 0, rough.isFinite else { return [] }
    let power = pow(10, log10(rough).rounded(.down))
    let step = power * ([1, 2, 5].first { $0 * power >= rough } ?? 10)
    let first = (range.lowerBound / step).rounded(.up)
    let last = (range.upperBound / step).rounded(.down)
    // Beyond 2⁵³ steps from 0 there are none between two ticks; of a range too small for numbers, no step.
    guard step > 0, first <= last, max(abs(first), abs(last)) < 0x1p53 else { return [] }
    return (Int(first)...Int(last)).map { Double($0) * step }
  }
}
