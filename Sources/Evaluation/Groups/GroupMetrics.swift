/// Some of the rows by themselves, such as a scenario's, a cluster's or those of a value: the values of one run, or their
/// means over seeds.
public struct GroupMetrics: MeasuredRecord {
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

  /// Judges the rows at some places by themselves.
  ///
  /// - Parameter metrics: those that are given for groups; others are left out.
  init(_ predictions: Predictions, rows places: ArraySlice<Int32>, _ metrics: [Metric]) {
    let metrics = metrics.given(for: .scenarios)
    let rows = ScoredRows(predictions, rows: places)
    let mass = rows.mass
    let weighted = predictions.hasWeightedMetrics ? ScoredRows(predictions, rows: places, weighted: true) : nil
    facts = Facts(
      rows: rows.labels.count, clicks: Int(mass.clicks.rounded()), impressions: predictions.impressions(mass),
      weighted: weighted.map { WeightedMetrics(MetricValues(metrics, of: $0)) })
    values = MetricValues(metrics, of: rows)
  }

  /// The share of the rows, or of their impressions, that were clicked; nil without any.
  public var clickRate: Double? {
    let shown = facts.impressions ?? facts.rows
    return shown > 0 ? Double(facts.clicks) / Double(shown) : nil
  }
}

extension [String: GroupMetrics] {
  /// The names in the order of tables: the largest group first, equals by name.
  public var namesBySize: [String] { sorted { ($1.value.rows, $0.key) < ($0.value.rows, $1.key) }.map(\.key) }
}
