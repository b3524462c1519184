import Evaluation

/// A small chart in a table's cell, as wide as the cell: places along it are in percent, so that text and dots keep their
/// size on any screen. All lanes of a column have one axis.
struct Lane {
  let axis: Plot.Axis
  let height: Double
  private var shapes: [String] = []
  /// Marks so far of values below and above the axis.
  private var outside = [0, 0]

  /// - Parameter origin: the value of a stronger line; nil for none.
  init(_ axis: Plot.Axis, height: Double, origin: Double? = nil) {
    (self.axis, self.height) = (axis, height)
    for tick in axis.ticks where tick != origin { upright(tick, style: "grid") }
    if let origin, axis.range.contains(origin) { upright(origin, style: "origin") }
  }

  private mutating func upright(_ value: Double, style: String) {
    line(value, value, from: 0, to: height, style: style)
  }

  /// Whether a value lies outside; its mark stays at the edge.
  func cuts(_ value: Double) -> Bool { !axis.range.contains(value) }

  /// A line from one value and height to another.
  mutating func line(_ start: Double, _ end: Double, from top: Double, to bottom: Double, style: String) {
    shapes.append(
      "<line class=\"\(style)\" x1=\"\(place(start))\" x2=\"\(place(end))\" y1=\"\(Markup.coordinate(top))\" "
        + "y2=\"\(Markup.coordinate(bottom))\"/>")
  }

  /// An interval with its middle; an end outside of the axis has an arrow's head.
  mutating func interval(_ range: ClosedRange<Double>, around middle: Double, y: Double, style: String, title: String) {
    line(range.lowerBound, range.upperBound, from: y, to: y, style: "interval \(style)-line")
    for (end, sign) in [(range.lowerBound, -1.0), (range.upperBound, 1.0)] {
      if cuts(end) {
        // A nested picture, as paths know no percent.
        shapes.append(
          "<svg class=\"head\" x=\"\(place(end))\" y=\"\(Markup.coordinate(y))\" width=\"1\" height=\"1\">"
            + "<path class=\"\(style)-line\" d=\"M\(Markup.coordinate(-4 * sign)) -4L0 0L\(Markup.coordinate(-4 * sign)) 4\"/></svg>"
        )
      } else {
        line(end, end, from: y - 3.5, to: y + 3.5, style: "interval \(style)-line")
      }
    }
    dot(middle, y: y, style: "\(style)-dot", title: title)
  }

  mutating func dot(_ value: Double, y: Double, radius: Double = 4.5, style: String, title: String) {
    shapes.append(
      "<circle class=\"\(style)\" cx=\"\(place(value))\" cy=\"\(Markup.coordinate(y))\" r=\"\(Markup.coordinate(radius))\">"
        + "<title>\(Markup.escape(title))</title></circle>")
  }

  /// The mark of one of several series; of a value outside of the axis a triangle that points to it, beside those before it.
  mutating func mark(_ series: Int, _ value: Double, title: String) {
    let y = Markup.coordinate(height / 2)
    guard cuts(value) else {
      return shapes.append(SeriesMark.dot(series, x: place(value), y: y, radius: 5, title: title))
    }
    let side = value < axis.range.lowerBound ? 0 : 1
    let out = side == 0 ? -1.0 : 1.0
    let tip = Markup.coordinate(out * (5 - 11 * Double(outside[side])))
    let foot = Markup.coordinate(out * (-4 - 11 * Double(outside[side])))
    outside[side] += 1
    shapes.append(
      "<svg class=\"head\" x=\"\(place(value))\" y=\"\(y)\" width=\"1\" height=\"1\">"
        + "<g class=\"\(SeriesMark.style(series))\"><path d=\"M\(tip) 0L\(foot) -5L\(foot) 5Z\">"
        + "<title>\(Markup.escape(title))</title></path></g></svg>")
  }

  /// The picture; `title` is read aloud in its place.
  func svg(title: String) -> String {
    "<svg class=\"lane dots\" height=\"\(Markup.coordinate(height))\" role=\"img\" aria-label=\"\(Markup.escape(title))\">"
      + shapes.joined() + "</svg>"
  }

  /// The axis's labels, for the head of the column.
  static func scale(_ axis: Plot.Axis) -> String {
    let labels = axis.ticks.map { tick in
      "<text class=\"tick\" x=\"\(Figures.fixed(100 * axis.position(tick), 2))%\" y=\"13\" text-anchor=\"middle\">"
        + "\(Markup.escape(axis.label(tick)))</text>"
    }
    return "<svg class=\"lane\" height=\"18\" aria-hidden=\"true\">\(labels.joined())</svg>"
  }

  private func place(_ value: Double) -> String { "\(Figures.fixed(100 * axis.position(value), 2))%" }
}
