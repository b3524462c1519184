/// One scenario's rows and what is known of them: the values of one run, or their means over seeds.
public struct ScenarioMetrics: MeasuredRecord {
  public struct Facts: Codable, Sendable, Equatable {
    public var rows: Int
    public var clicks: Int
  }

  public var facts: Facts
  public var values: MetricValues<Double?>

  public init(_ facts: Facts, _ values: MetricValues<Double?>) { (self.facts, self.values) = (facts, values) }

  init(_ values: MetricValues<Double?>, rows: Int, clicks: Int) {
    self.init(Facts(rows: rows, clicks: clicks), values)
  }

  /// The share of the rows that were clicked; nil without rows.
  public var clickRate: Double? { facts.rows > 0 ? Double(facts.clicks) / Double(facts.rows) : nil }
}

extension [String: ScenarioMetrics] {
  /// The names in the order of tables: the largest scenario first, equals by name.
  var namesBySize: [String] { sorted { ($1.value.rows, $0.key) < ($0.value.rows, $1.key) }.map(\.key) }
}
