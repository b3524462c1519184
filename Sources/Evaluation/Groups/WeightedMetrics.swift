/// Metrics in which each row counts by its weight, beside those in which all count the same: the values of one run, or their
/// spreads over seeds.
public struct WeightedMetrics<Value: MetricValue>: MeasuredRecord {
  public struct Facts: Codable, Sendable, Equatable {
    /// The weighted log loss where each row is promised the click rate of the training rows; nil where that is not known, and
    /// of scenarios.
    public var constantLogLoss: Double?
  }

  public var facts: Facts
  public var values: MetricValues<Value>

  public init(_ facts: Facts, _ values: MetricValues<Value>) { (self.facts, self.values) = (facts, values) }

  init(_ values: MetricValues<Value>, constantLogLoss: Double? = nil) {
    self.init(Facts(constantLogLoss: constantLogLoss), values)
  }
}
