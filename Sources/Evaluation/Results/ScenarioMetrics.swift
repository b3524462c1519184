/// One scenario's rows and what is known of them: the values of one run, or their means over seeds.
public struct ScenarioMetrics: MeasuredRecord {
  public struct Facts: Codable, Sendable, Equatable {
    public var rows: Int
    public var clicks: Int
    /// The impressions that the rows stand for, where labels are counts.
    public var impressions: Int?
    /// By weight, where rows have weights.
    public var weighted: WeightedMetrics<Double?>?
  }

  public var facts: Facts
  public var values: MetricValues<Double?>

  public init(_ facts: Facts, _ values: MetricValues<Double?>) { (self.facts, self.values) = (facts, values) }

  /// The share of the rows, or of their impressions, that were clicked; nil without any.
  public var clickRate: Double? {
    let shown = facts.impressions ?? facts.rows
    return shown > 0 ? Double(facts.clicks) / Double(shown) : nil
  }
}

extension [String: ScenarioMetrics] {
  /// The names in the order of tables: the largest scenario first, equals by name.
  var namesBySize: [String] { sorted { ($1.value.rows, $0.key) < ($0.value.rows, $1.key) }.map(\.key) }
}
