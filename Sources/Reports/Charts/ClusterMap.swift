import Evaluation

/// Rows laid out in the plane by what the router sees of them (the paper's Figure 2), coloured by scenario beside coloured by
/// cluster: where the two pictures differ, routing found what the scenarios do not say.
public struct ClusterMap: Sendable {
  public struct Point: Sendable {
    public var x: Float
    public var y: Float
    /// The row's place in the log's file, from 0.
    public var row: Int
    public var scenario: String
    public var cluster: Int
    public var probability: Float
    /// The cluster that it was simulated with, where that is known.
    public var truth: Int?

    public init(x: Float, y: Float, row: Int, scenario: String, cluster: Int, probability: Float, truth: Int? = nil) {
      (self.x, self.y, self.row, self.scenario) = (x, y, row, scenario)
      (self.cluster, self.probability, self.truth) = (cluster, probability, truth)
    }
  }

  public let points: [Point]
  /// Of the layout; nil where it is not defined.
  public let trustworthiness: Double?

  /// - Parameter points: those whose place is no number are left out.
  public init(_ points: [Point], trustworthiness: Double?) {
    self.points = points.filter { $0.x.isFinite && $0.y.isFinite }
    self.trustworthiness = trustworthiness
  }

  private static let side = 420.0
  /// The last colour is for the rest of the scenarios.
  private static let colours = SeriesMark.colours

  /// One picture: its name, what a point belongs to, and the names of these groups by size or number.
  private struct Panel {
    let name: String
    let group: (Point) -> Int
    let names: [String]
  }

  /// The pictures side by side with legends; empty without points.
  public func html() -> String {
    guard !points.isEmpty else { return "" }
    let caption =
      "\(Figures.count(points.count)) rows by what the router sees of them, laid out by UMAP with the cosine metric: near "
      + "means alike, far means little. "
      + (trustworthiness.map { "Trustworthiness (15 neighbours): \(Figures.ratio($0)). " } ?? "")
      + "Hover over a point for its row."
    let pictures = panels.map(picture).joined(separator: "\n")
    return "<p class=\"quiet\">\(caption)</p>\n<div class=\"maps\">\n\(pictures)\n</div>\n"
  }

  private var panels: [Panel] {
    var sizes: [String: Int] = [:]
    for point in points { sizes[point.scenario, default: 0] += 1 }
    let bySize = sizes.sorted { ($1.value, $0.key) < ($0.value, $1.key) }.map(\.key)
    let hasRest = bySize.count > Self.colours
    let shown = hasRest ? Array(bySize.prefix(Self.colours - 1)) : bySize
    let places = Dictionary(uniqueKeysWithValues: shown.enumerated().map { ($1, $0) })
    let rest = hasRest ? ["\(bySize.count - shown.count) smaller ones"] : []
    let clusters = max(points.map(\.cluster).max() ?? 0, 0) + 1
    var panels = [
      Panel(name: "By scenario", group: { places[$0.scenario] ?? Self.colours - 1 }, names: shown + rest),
      Panel(name: "By cluster", group: \.cluster, names: (0..<clusters).map(String.init)),
    ]
    let truths = points.compactMap(\.truth)
    if truths.count == points.count, let largest = truths.max(), largest >= 0 {
      panels.append(
        Panel(name: "By simulated cluster", group: { $0.truth ?? 0 }, names: (0...largest).map(String.init)))
    }
    return panels
  }

  private func picture(_ panel: Panel) -> String {
    var groups = [[Point]](repeating: [], count: panel.names.count)
    for point in points where groups.indices.contains(panel.group(point)) { groups[panel.group(point)].append(point) }
    let shown = panel.names.enumerated().filter { !groups[$0.offset].isEmpty }.map {
      (index: $0.offset, name: $0.element)
    }
    let frame = Frame(points, side: Self.side)
    let dots = groups.enumerated().map { index, group in
      "<g class=\"\(SeriesMark.style(index))\">\n\(group.map { dot($0, in: frame) }.joined(separator: "\n"))\n</g>"
    }
    let side = Markup.coordinate(Self.side)
    return "<div><h3>\(panel.name)</h3>\n<svg class=\"dots\" viewBox=\"0 0 \(side) \(side)\" role=\"img\" "
      + "aria-label=\"\(Markup.escape("\(panel.name): a map of \(points.count) rows"))\">\n"
      + dots.joined(separator: "\n") + "\n</svg>\n\(SeriesMark.legend(shown))</div>"
  }

  private func dot(_ point: Point, in frame: Frame) -> String {
    let (x, y) = frame.place(point)
    let radius = Markup.coordinate(points.count > 3000 ? 1.8 : 2.4)
    let scenario = Figures.short(point.scenario, SeriesMark.longestName)
    var title = "row \(point.row): scenario \(scenario), cluster \(point.cluster), "
    title += "probability \(Figures.score(Double(point.probability)))"
    if let truth = point.truth { title += ", simulated cluster \(truth)" }
    return "<circle cx=\"\(Markup.coordinate(x))\" cy=\"\(Markup.coordinate(y))\" r=\"\(radius)\">"
      + "<title>\(Markup.escape(title))</title></circle>"
  }
}

/// Both axes on one scale, the points in the middle of a square.
private struct Frame {
  private let middle: (x: Double, y: Double)
  private let scale: Double
  private let side: Double

  init(_ points: [ClusterMap.Point], side: Double) {
    // A few rows like no others lie far out; they go to the edge, and the rest gets the room.
    func range(_ values: [Float]) -> (low: Double, high: Double) {
      let sorted = values.sorted()
      guard let first = sorted.first, let last = sorted.last else { return (0, 0) }
      let aside = sorted.count / 100
      let (low, high) = (Double(sorted[aside]), Double(sorted[sorted.count - 1 - aside]))
      let room = 0.15 * (high - low)
      return (max(Double(first), low - room), min(Double(last), high + room))
    }
    let (x, y) = (range(points.map(\.x)), range(points.map(\.y)))
    middle = ((x.low + x.high) / 2, (y.low + y.high) / 2)
    scale = (side - 12) / max(x.high - x.low, y.high - y.low, 1e-6)
    self.side = side
  }

  func place(_ point: ClusterMap.Point) -> (x: Double, y: Double) {
    func inside(_ offset: Double) -> Double { min(max(side / 2 + offset * scale, 6), side - 6) }
    return (inside(Double(point.x) - middle.x), inside(Double(point.y) - middle.y))
  }
}
