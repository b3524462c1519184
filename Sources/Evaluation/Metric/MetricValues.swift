/// A value for each of some metrics, by their keys: a number, or its spread over seeds.
public struct MetricValues<Value: MetricValue>: Sendable, Equatable {
  private var values: [String: Value] = [:]
  /// The whole numbers that come with some metrics, by their own keys.
  public private(set) var counts: [String: Int] = [:]

  /// Where values of some metrics lie, by keys of their own.
  public private(set) var intervals: [String: ClosedRange<Double>?] = [:]

  /// No values.
  public init() {}

  /// The value that `value` gives for each of the metrics.
  public init(_ metrics: [Metric], value: (Metric) -> Value) {
    for metric in metrics { values[metric.key] = value(metric) }
  }

  /// Whether the metric was asked for, defined or not.
  public func has(_ metric: Metric) -> Bool { values[metric.key] != nil }

  /// The metric's value; undefined, too, where the metric was not asked for.
  public subscript(metric: Metric) -> Value {
    get { values[metric.key] ?? .undefined }
    set { values[metric.key] = newValue }
  }
}

/// What there can be of each metric: `Double?` or `Spread`.
public protocol MetricValue: Codable, Sendable, Equatable {
  /// The value of a metric that is not defined for the rows.
  static var undefined: Self { get }
}

extension Optional: MetricValue where Wrapped == Double {
  public static var undefined: Double? { nil }
}

extension MetricValues<Double?> {
  /// What each of the metrics finds for these rows, with its counts.
  public init(_ metrics: [Metric], of rows: ScoredRows) {
    for metric in metrics {
      let found = metric.measure(rows)
      precondition(found.counts.count == metric.counts.count, "a count for each of the metric's keys")
      self[metric] = found.value
      for (key, count) in zip(metric.counts, found.counts) { counts[key] = count }
      if let key = metric.interval { intervals.updateValue(found.interval, forKey: key) }
    }
  }

  /// What was found for a metric; counts that are not known are 0.
  public func measurement(_ metric: Metric) -> Metric.Measurement {
    Metric.Measurement(
      self[metric], counts: metric.counts.map { counts[$0] ?? 0 },
      interval: metric.interval.flatMap { intervals[$0] ?? nil })
  }

  /// The metric's value as people read it, with its interval.
  public func text(_ metric: Metric) -> String { metric.text(of: measurement(metric)) }
}

// In JSON, keys of the object that the values belong to, beside that object's other keys. An undefined number is null.
extension MetricValues {
  /// The values of those metrics that the object has, with their counts: all of a metric's, or none as in means.
  ///
  /// - Throws: `DecodingError`, where a value is of another kind or one of several counts is missing.
  init(from decoder: any Decoder, _ metrics: [Metric]) throws {
    let container = try decoder.container(keyedBy: MetricKey.self)
    for metric in metrics where container.contains(MetricKey(metric.key)) {
      values[metric.key] = try container.decode(Value.self, forKey: MetricKey(metric.key))
      if let key = metric.interval, container.contains(MetricKey(key)) {
        intervals.updateValue(try container.decode(ClosedRange<Double>?.self, forKey: MetricKey(key)), forKey: key)
      }
      guard metric.counts.contains(where: { container.contains(MetricKey($0)) }) else { continue }
      for key in metric.counts { counts[key] = try container.decode(Int.self, forKey: MetricKey(key)) }
    }
  }

  func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: MetricKey.self)
    for (key, value) in values { try container.encode(value, forKey: MetricKey(key)) }
    for (key, count) in counts { try container.encode(count, forKey: MetricKey(key)) }
    for (key, interval) in intervals { try container.encode(interval, forKey: MetricKey(key)) }
  }
}

/// A metric's key among an object's keys.
private struct MetricKey: CodingKey {
  let stringValue: String
  var intValue: Int? { nil }

  init(_ key: String) { stringValue = key }
  init?(stringValue: String) { self.init(stringValue) }
  init?(intValue: Int) { nil }
}
