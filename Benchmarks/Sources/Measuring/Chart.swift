import Foundation

/// Lines over an axis, as one SVG that needs no style sheet.
public struct Chart {
  public struct Line {
    public var name: String
    public var points: [(x: Double, y: Double)]

    public init(_ name: String, _ points: [(x: Double, y: Double)]) {
      self.name = name
      self.points = points
    }
  }

  public var title: String
  public var xTitle: String
  public var lines: [Line]
  /// Across, and from 0 up; otherwise both axes are as the points lie.
  public var isLogarithmic = true

  private let width = 640.0
  private let height = 360.0
  private let left = 56.0
  private let right = 150.0
  private let top = 48.0
  private let bottom = 52.0
  /// Distinguishable for most eyes, and on white and black.
  private let colours = ["#3b6fd4", "#d4703b", "#3f9a5b", "#a04fb5", "#b08a1e"]

  public init(title: String, xTitle: String, lines: [Line]) {
    (self.title, self.xTitle, self.lines) = (title, xTitle, lines)
  }

  public func svg() -> String {
    let xs = Array(Set(lines.flatMap { $0.points.map(\.x) })).sorted()
    let range = range
    var shapes = [
      "<rect width=\"\(at(width))\" height=\"\(at(height))\" fill=\"#ffffff\"/>",
      text(title, x: left, y: 24, size: 15, weight: "600"),
    ]
    for step in 0...4 {
      let value = range.lowerBound + (range.upperBound - range.lowerBound) * Double(step) / 4
      let y = vertical(value, range)
      shapes.append(
        "<line x1=\"\(at(left))\" x2=\"\(at(width - right))\" y1=\"\(at(y))\" y2=\"\(at(y))\" stroke=\"#e2e2e2\"/>")
      shapes.append(text(label(value), x: left - 8, y: y + 4, anchor: "end", colour: "#666666"))
    }
    var last = -Double.infinity
    for x in xs where horizontal(x, xs) - last > 34 {
      last = horizontal(x, xs)
      shapes.append(text(Self.label(x), x: last, y: height - bottom + 20, anchor: "middle", colour: "#666666"))
    }
    let middle = left + (width - left - right) / 2
    shapes.append(text(xTitle, x: middle, y: height - 12, anchor: "middle", colour: "#666666"))
    for (line, place) in zip(lines.indices, labelPlaces(range)) {
      let colour = colours[line % colours.count]
      let points = lines[line].points.map { (horizontal($0.x, xs), vertical($0.y, range)) }
      let path = points.map { "\(at($0.0)),\(at($0.1))" }.joined(separator: " ")
      shapes.append("<polyline fill=\"none\" stroke=\"\(colour)\" stroke-width=\"2\" points=\"\(path)\"/>")
      shapes += points.map { "<circle cx=\"\(at($0.0))\" cy=\"\(at($0.1))\" r=\"3\" fill=\"\(colour)\"/>" }
      if let end = points.last {
        shapes.append(text(lines[line].name, x: end.0 + 10, y: place, weight: "600", colour: colour))
      }
    }
    let box = "viewBox=\"0 0 \(at(width)) \(at(height))\" width=\"\(at(width))\" height=\"\(at(height))\""
    return "<svg xmlns=\"http://www.w3.org/2000/svg\" \(box) font-family=\"sans-serif\">\n"
      + shapes.joined(separator: "\n") + "\n</svg>\n"
  }

  /// Beside the lines' ends, but not upon each other.
  private func labelPlaces(_ range: ClosedRange<Double>) -> [Double] {
    let ends = lines.map { vertical($0.points.last?.y ?? 0, range) + 4 }
    var places = ends
    var lowest = -Double.infinity
    for line in ends.indices.sorted(by: { ends[$0] < ends[$1] }) {
      places[line] = max(ends[line], lowest + 16)
      lowest = places[line]
    }
    return places
  }

  private func horizontal(_ x: Double, _ xs: [Double]) -> Double {
    guard let low = xs.first, let high = xs.last, high > low else { return left }
    guard isLogarithmic else { return left + (x - low) / (high - low) * (width - left - right) }
    return left + log(x / low) / log(high / low) * (width - left - right)
  }

  private func vertical(_ y: Double, _ range: ClosedRange<Double>) -> Double {
    height - bottom - (y - range.lowerBound) / (range.upperBound - range.lowerBound) * (height - top - bottom)
  }

  /// What the axis that goes up shows.
  private var range: ClosedRange<Double> {
    let ys = lines.flatMap { $0.points.map(\.y) }
    guard !isLogarithmic, let low = ys.min(), let high = ys.max(), high > low else {
      return 0...Self.roundUp(ys.max() ?? 1)
    }
    let margin = 0.08 * (high - low)
    return low - margin...high + margin
  }

  private func label(_ value: Double) -> String {
    isLogarithmic ? Self.label(value) : String(format: "%.3f", value)
  }

  private func text(
    _ text: String, x: Double, y: Double, anchor: String = "start", size: Int = 12, weight: String = "400",
    colour: String = "#222222"
  ) -> String {
    let escaped = text.replacingOccurrences(of: "&", with: "&amp;").replacingOccurrences(of: "<", with: "&lt;")
    return "<text x=\"\(at(x))\" y=\"\(at(y))\" text-anchor=\"\(anchor)\" font-size=\"\(size)\" "
      + "font-weight=\"\(weight)\" fill=\"\(colour)\">\(escaped)</text>"
  }

  private func at(_ value: Double) -> String { "\((value * 10).rounded() / 10)" }

  /// The next of 1, 2, 4, 6, 8 times a power of ten.
  static func roundUp(_ value: Double) -> Double {
    guard value > 0 else { return 1 }
    let power = pow(10, log10(value).rounded(.down))
    return power * ([1, 2, 4, 6, 8].first { $0 * power >= value } ?? 10)
  }

  /// 1,500,000 as 1.5M.
  static func label(_ value: Double) -> String {
    func short(_ value: Double) -> String {
      let tenths = (value * 10).rounded() / 10
      return tenths == tenths.rounded() ? "\(Int(tenths))" : "\(tenths)"
    }
    if value >= 1e6 { return short(value / 1e6) + "M" }
    return value >= 10_000 ? short(value / 1000) + "k" : short(value)
  }
}
