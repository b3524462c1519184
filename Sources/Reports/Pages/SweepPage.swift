import Evaluation

/// What each number of clusters is worth and costs (the paper's Figure 3), as one self-contained page.
public struct SweepPage: Sendable {
  /// Its models are the numbers of clusters, in order.
  public let comparison: Comparison
  private let clusters: [Int]
  private let metrics: [Metric]

  /// - Parameters:
  ///   - clusters: K of each of the comparison's models.
  ///   - metrics: those to show.
  public init(_ comparison: Comparison, clusters: [Int], metrics: [Metric] = Metric.all) {
    self.comparison = comparison
    self.clusters = clusters
    self.metrics = metrics
  }

  private var points: [(k: Int, model: Comparison.Model)] {
    zip(clusters, comparison.models).map { (k: $0, model: $1) }
  }

  /// Which K did best, and whether more than one can be told from the DNN.
  public var verdict: String { comparison.verdict.sentence }

  /// K, quality, parameters and time. The AUC, which the page draws, comes with its deviation over the seeds.
  public func table() -> TextTable {
    let shown = metrics.given(for: .sweep)
    let quality = shown.flatMap { metric -> [TextTable.Column] in
      [.number(metric.title)] + (metric == .auc ? [.number("±", name: "\(metric.title) deviation")] : [])
    }
    var table = TextTable(
      [.number("K")] + quality + [
        .number("parameters"), .number("of them towers"), .number("FLOPs/row training"),
        .number("training time", name: "training seconds"), .number("samples/s"),
      ])
    for (k, model) in points {
      let cells = shown.flatMap { metric -> [TableCell] in
        let spread = model.values[metric]
        return [.number(spread.mean, metric.text)]
          + (metric == .auc ? [.number(spread.standardDeviation, metric.text)] : [])
      }
      table.add(
        [.text("\(k)")] + cells + [
          .count(model.parameters.total), .count(model.parameters.tower),
          .number(model.flopsPerSample.training, Figures.scaled), .number(model.training.seconds, Figures.seconds),
          .number(model.training.samplesPerSecond, Figures.rate),
        ])
    }
    return table
  }

  public func html() -> String {
    let seeds = comparison.seeds.count == 1 ? "one seed" : "\(comparison.seeds.count) seeds"
    let title = Markup.escape("How many clusters? ADL on \(comparison.data)")
    let content = """
      <header>
      <p class="kind">\(title)</p>
      <h1>\(Markup.escape(comparison.headline))</h1>
      <p class="certain">K = 1 has nothing to route and is the DNN. Dots are means over \(seeds), bars one standard \
      deviation to either side; \(Figures.count(comparison.rows)) \(Markup.escape(comparison.part)) rows.</p>
      </header>
      <section>
      <h2>AUC by number of clusters</h2>
      \(quality())</section>
      <div class="pair">
      <section>
      <h2>Parameters of the towers</h2>
      \(cost("tower parameters", \.parameters.tower.asDouble) { Figures.scaled($0) })</section>
      <section>
      <h2>Training steps</h2>
      \(cost("samples a second", \.training.samplesPerSecond) { Figures.scaled($0) })</section>
      </div>
      <section>
      <h2>Figures</h2>
      \(Markup.table(table()))</section>
      \(Markup.details("The verdict in words", comparison.verdict.lines))
      <footer>Written by adl \(Markup.escape(comparison.version)).</footer>
      """
    return PageStyle.page(title: title, content: content)
  }

  /// K on a scale of its own: each number one step further.
  private var axis: Plot.Axis {
    Plot.Axis(
      range: -0.4...Double(max(clusters.count, 1)) - 0.6, ticks: clusters.indices.map(Double.init),
      label: { "\(clusters[Int($0.rounded())])" })
  }

  private func quality() -> String {
    let spreads = points.map { ($0.model.auc.mean, $0.model.auc.standardDeviation ?? 0) }
    let ends = spreads.flatMap { mean, deviation in mean.map { [$0 - deviation, $0 + deviation] } ?? [] }
    guard !ends.isEmpty else { return Markup.absence("the rows lack a class, there is no AUC") }
    var plot = Plot(
      width: 760, height: 300, left: 60, x: axis, y: Plot.Axis.around(ends, count: 6) { Figures.fixed($0, 4) })
    plot.text("\(comparison.part) AUC", x: 0, y: 14, style: "name accent-text")
    plot.text("K", x: 744, y: 296, anchor: "end", style: "tick")
    let means = spreads.enumerated().compactMap { index, spread in spread.0.map { (Double(index), $0) } }
    plot.line(means, style: "curve accent-line")
    for (index, spread) in spreads.enumerated() {
      guard let mean = spread.0 else { continue }
      let x = Double(index)
      plot.line([(x, mean - spread.1), (x, mean + spread.1)], style: "spread")
      let title = "K = \(clusters[index]): \(Figures.score(mean)) ± \(Figures.score(spread.1))"
      plot.dot(x, mean, radius: 4.5, style: "accent-dot", title: title)
    }
    return plot.svg(title: "\(comparison.part) AUC by number of clusters")
  }

  private func cost(
    _ name: String, _ value: (Comparison.Model) -> Double, _ label: @escaping (Double) -> String
  ) -> String {
    let values = points.map { value($0.model) }
    guard let largest = values.filter(\.isFinite).max(), largest > 0 else {
      return Markup.absence("it was not measured")
    }
    let range = 0...largest * 1.08
    var plot = Plot(
      height: 200, x: axis, y: Plot.Axis(range: range, ticks: Plot.Axis.roundTicks(range, count: 4), label: label))
    plot.text(name, x: 0, y: 14, style: "name second-text")
    plot.text("K", x: 444, y: 197, anchor: "end", style: "tick")
    plot.line(values.enumerated().map { (Double($0), $1) }, style: "curve second-line")
    for (index, value) in values.enumerated() {
      plot.dot(
        Double(index), value, radius: 3.5, style: "second-dot", title: "K = \(clusters[index]): \(label(value))")
    }
    return plot.svg(title: "\(name) by number of clusters")
  }
}

extension Int {
  fileprivate var asDouble: Double { Double(self) }
}
