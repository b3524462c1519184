/// A figure that judges predicted click probabilities by the labels: its names, its definition, how it is computed and
/// where it is shown.
///
/// Evaluation, the JSON files, tables and pages walk a list of metrics, by default `Metric.all`, and name none of them.
/// A new metric is a file with a value of this type, its line in that list, and its line in docs/Files.md (`documentation`).
public struct Metric: Sendable {
  /// What a metric is given for, and hence where it is shown.
  public struct Scope: OptionSet, Sendable {
    public let rawValue: Int
    public init(rawValue: Int) { self.rawValue = rawValue }

    /// All rows together: metrics.json, the runs of compare.json, the table of a run, and its page.
    public static let overall = Scope(rawValue: 1)
    /// The rows of each scenario by themselves, and of each cluster: metrics.json, and the tables by scenario and cluster.
    public static let scenarios = Scope(rawValue: 2)
    /// Mean and deviation over the seeds of a comparison: compare.json, and its table of quality.
    public static let seeds = Scope(rawValue: 4)
    /// The mean over the seeds for each scenario: compare.json, and its tables by scenario. Takes `scenarios`.
    public static let scenarioMeans = Scope(rawValue: 8)
    /// The mean over the seeds for each number of clusters: the table of a sweep. Takes `seeds`.
    public static let sweep = Scope(rawValue: 16)

    /// Everywhere.
    public static let all: Scope = [.overall, .scenarios, .seeds, .scenarioMeans, .sweep]
  }

  /// Which of two values is the better one.
  public enum Aim: Sendable, Equatable {
    case larger, smaller
    /// The one nearer to this.
    case near(Double)
  }

  /// What `measure` found.
  public struct Measurement: Sendable, Equatable {
    /// Nil where the metric is not defined, for example an AUC where a class is missing.
    public var value: Double?
    /// One whole number for each of `Metric.counts`, in their order.
    public var counts: [Int]
    /// Where the value lies by the luck of the clicks, 95%; nil where that is not known.
    public var interval: ClosedRange<Double>?

    public init(_ value: Double?, counts: [Int] = [], interval: ClosedRange<Double>? = nil) {
      self.value = value
      self.counts = counts
      self.interval = interval
    }
  }

  /// The key in JSON files, a contract once it was written.
  public var key: String
  /// The heading in tables, such as "log loss".
  public var title: String
  /// What it is, in a few words for docs/Files.md, as are `formula` and `source`.
  public var meaning: String
  public var formula: String
  /// Where the definition is from: an equation of the paper, or another paper.
  public var source: String
  public var aim: Aim
  public var scope: Scope
  /// Whether it is of a log's sessions, and left out where there are none.
  public var needsSessions: Bool
  /// The JSON keys of whole numbers that the value is read with, written beside it into metrics.json.
  public var counts: [String]
  /// The JSON key of the interval that the value lies in, [low, high], written beside it; nil for a metric without.
  public var interval: String?
  /// Its text wherever people read it.
  public var text: @Sendable (Double?) -> String
  /// What a page says beneath the value, in a few words; may be empty.
  public var note: @Sendable (Measurement) -> String
  /// The value for some rows: all of them, or one scenario's.
  public var measure: @Sendable (ScoredRows) -> Measurement

  /// A metric that comes with counts or with an interval.
  public init(
    key: String, title: String, meaning: String, formula: String, source: String, aim: Aim, scope: Scope = .all,
    needsSessions: Bool = false, counts: [String] = [], interval: String? = nil,
    text: @escaping @Sendable (Double?) -> String = Figures.score,
    note: @escaping @Sendable (Measurement) -> String = { _ in "" },
    measure: @escaping @Sendable (ScoredRows) -> Measurement
  ) {
    self.key = key
    self.title = title
    self.meaning = meaning
    self.formula = formula
    self.source = source
    self.aim = aim
    self.scope = scope
    self.needsSessions = needsSessions
    self.counts = counts
    self.interval = interval
    self.text = text
    self.note = note
    self.measure = measure
  }

  /// A metric that is a single number.
  public init(
    key: String, title: String, meaning: String, formula: String, source: String, aim: Aim, scope: Scope = .all,
    needsSessions: Bool = false, text: @escaping @Sendable (Double?) -> String = Figures.score,
    note: @escaping @Sendable (Double?) -> String = { _ in "" }, value: @escaping @Sendable (ScoredRows) -> Double?
  ) {
    self.init(
      key: key, title: title, meaning: meaning, formula: formula, source: source, aim: aim, scope: scope,
      needsSessions: needsSessions, text: text, note: { note($0.value) }, measure: { Measurement(value($0)) })
  }
}

extension Metric: Equatable {
  /// Metrics are told apart by their keys.
  public static func == (one: Metric, other: Metric) -> Bool { one.key == other.key }
}

extension Metric {
  /// The title at the beginning of a line: "Log loss".
  public var heading: String { title.prefix(1).uppercased() + title.dropFirst() }

  /// The value as people read it, and after it its interval where there is one: 1.02 (0.95–1.10).
  public func text(of found: Measurement) -> String {
    text(found.value) + (found.interval.map { " (\(text($0.lowerBound))–\(text($0.upperBound)))" } ?? "")
  }

  /// The metric's line of the table in docs/Files.md.
  public var documentation: String {
    let better =
      switch aim {
      case .larger: "larger"
      case .smaller: "smaller"
      case .near(let value): "nearer to \(value)"
      }
    let beside = counts + (interval.map { [$0] } ?? [])
    let counted = beside.isEmpty ? "" : "; with it " + beside.map { "`\($0)`" }.joined(separator: ", ")
    return "| `\(key)` | \(meaning)\(counted) | \(formula) | \(better) | \(source) |"
  }
}

extension Sequence<Metric> {
  /// Those that are given for this, in the list's order.
  public func given(for scope: Metric.Scope) -> [Metric] { filter { $0.scope.contains(scope) } }
}
