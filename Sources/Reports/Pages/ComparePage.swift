import Evaluation

/// A comparison as one self-contained page: no script, nothing loaded from anywhere, well-formed as XML.
///
/// The verdict in a sentence comes first; then each difference with where it lies by luck, what it is in each scenario, what
/// it costs, and at the end all tables.
public struct ComparePage: Sendable {
  private let text: ComparisonText
  private var comparison: Comparison { text.tables.comparison }
  private var verdict: Verdict { comparison.verdict }

  /// - Parameters: as of `ComparisonText`.
  public init(_ comparison: Comparison, fallbacks: [String: String] = [:], metrics: [Metric] = Metric.all) {
    text = ComparisonText(comparison, fallbacks: fallbacks, metrics: metrics)
  }

  /// The whole page.
  public func html() -> String {
    let title = Markup.escape(text.heading)
    let content = """
      <header>
      <p class="kind">\(title)</p>
      <h1>\(Markup.escape(comparison.headline))</h1>
      <p class="certain">\(Markup.escape(basis))</p>
      </header>
      \(section("Differences", differences))
      \(section("What a change brings", changes))
      \(section("AUC by scenario", scenarios))
      \(section("Quality and cost", cost))
      \(section("Figures", Markup.table(text.tables.quality(), style: "wrapping")))
      \(Markup.details("The verdict in words", verdict.lines))
      \(tables)
      <footer>Written by adl \(Markup.escape(comparison.version)).</footer>
      """
    return PageStyle.page(title: title, content: content)
  }

  private func section(_ title: String, _ content: String) -> String {
    content.isEmpty ? "" : "<section>\n<h2>\(title)</h2>\n\(content)</section>\n"
  }

  /// What the figures stand on.
  private var basis: String {
    let seeds = comparison.seeds.count
    return "\(text.rows). "
      + (seeds == 1
        ? "One seed each: what training’s luck does is not known." : "Figures are means over \(seeds) seeds.")
  }

  /// The model that others are compared with.
  private var hub: Comparison.Model? { comparison.hub }

  private var differences: String {
    guard let hub, !verdict.rivals.isEmpty else { return "" }
    let name = Figures.short(hub.title, SeriesMark.longestName)
    let tests = comparison.seeds.count == 1 ? "DeLong’s test calls so" : "both tests call so"
    let number = verdict.rivals.count
    let correction =
      number == 1 ? "" : " after Holm’s correction for \(number) comparisons; the intervals are each one’s own"
    let caption = "Each \(comparison.part) AUC minus that of \(name). Distinguishable is what \(tests)\(correction)."
    return ForestPlot(comparison: comparison, heading: "against \(name)").html()
      + "<p class=\"quiet\">\(Markup.escape(caption))</p>\n"
  }

  private var changes: String {
    guard let table = text.tables.changes() else { return "" }
    return Markup.table(table, style: "wrapping")
      + "<p class=\"quiet\">Each p is one after Holm’s correction; the time is that of training, the reference’s being 1.</p>\n"
  }

  private var scenarios: String {
    // Without a verdict there is no best one: the AUCs stand for themselves, as those of one model do.
    let reference = comparison.models.count == 1 ? nil : hub
    let lanes = ScenarioLanes(comparison: comparison, reference: reference?.name).html()
    guard !lanes.isEmpty else { return "" }
    let caption = reference.map { reference in
      "<p class=\"quiet\">Each model’s AUC minus that of "
        + Markup.escape(Figures.short(reference.title, SeriesMark.longestName))
        + ". No test was made for single scenarios: the fewer rows, the more of a difference is luck; a triangle at the edge "
        + "stands for one beyond it.</p>\n"
    }
    return legend(without: reference?.name) + lanes + (caption ?? "")
  }

  private var cost: String {
    let seconds = CostPlot(
      comparison: comparison, name: "seconds of training", cost: \.training.seconds, label: Figures.plain)
    let operations = CostPlot(
      comparison: comparison, name: "FLOPs for one row, forward", cost: \.flopsPerSample.forward, label: Figures.scaled)
    let pictures = [seconds.svg(), operations.svg()].filter { !$0.isEmpty }
    guard !pictures.isEmpty else { return "" }
    let spread = comparison.seeds.count > 1 ? "; bars are one standard deviation over the seeds to either side" : ""
    return legend() + "<div class=\"pair\">\n\(pictures.map { "<div>\($0)</div>" }.joined(separator: "\n"))</div>\n"
      + "<p class=\"quiet\">Up is better, left is cheaper\(spread).</p>\n"
  }

  private func legend(without name: String? = nil) -> String {
    SeriesMark.legend(
      comparison.models.enumerated().filter { $0.element.name != name }.map {
        (index: $0.offset, name: $0.element.title)
      })
      + "\n"
  }

  private var tables: String {
    let all = text.sections(scenarios: nil).map {
      "<h3>\(Markup.escape($0.title))</h3>\n\(Markup.table($0.table, style: "wrapping"))"
    }
    return "<details>\n<summary>All tables</summary>\n\(all.joined())</details>"
  }
}

extension Figures {
  /// A number without needless decimals: 0.5, 20, 1,000.
  static func plain(_ value: Double) -> String {
    guard value < 100 else { return rate(value.rounded()) }
    return trimmed(value, value < 1 ? 3 : 1)
  }
}
