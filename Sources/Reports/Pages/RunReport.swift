import Evaluation

/// All that a run's page shows, as plain values.
public struct RunReport: Sendable {
  /// Rows of one scenario in each cluster of each perspective.
  public struct ScenarioClusters: Sendable, Equatable {
    public let scenario: String
    public let counts: [[Int]]

    public init(scenario: String, counts: [[Int]]) {
      self.scenario = scenario
      self.counts = counts
    }
  }

  /// One setting of the run and its value.
  public struct Setting: Sendable, Equatable {
    public let name: String
    public let value: String

    public init(name: String, value: String) {
      self.name = name
      self.value = value
    }
  }

  /// The model's name as a reader knows it, such as ADL.
  public var model: String
  /// What it was trained on, such as the log's name.
  public var data: String
  public var metrics: Metrics
  /// The model to compare with, and its metrics on the same rows.
  public var baseline: MetricsTable.Entry?
  public var history: [HistoryRow]
  public var reliability: [ReliabilityBin]
  /// Scenario by cluster, the largest scenario first; empty for a model without clusters.
  public var scenarioClusters: [ScenarioClusters]
  /// Some rows laid out in the plane; nil for a model without clusters.
  public var map: ClusterMap?
  /// How much each input matters; nil where that was not asked for.
  public var importance: Importance?
  public var settings: [Setting]

  public init(
    model: String, data: String, metrics: Metrics, baseline: MetricsTable.Entry? = nil, history: [HistoryRow] = [],
    reliability: [ReliabilityBin] = [], scenarioClusters: [ScenarioClusters] = [], map: ClusterMap? = nil,
    importance: Importance? = nil, settings: [Setting] = []
  ) {
    self.model = model
    self.data = data
    self.metrics = metrics
    self.baseline = baseline
    self.history = history
    self.reliability = reliability
    self.scenarioClusters = scenarioClusters
    self.map = map
    self.importance = importance
    self.settings = settings
  }

  /// The outcome in one plain sentence.
  public var verdict: String {
    guard let area = metrics.auc else {
      return "\(model) was evaluated on \(Figures.count(metrics.rows)) rows, too few of one class for an AUC."
    }
    var sentence = "\(model) reaches a \(metrics.part) AUC of \(Figures.score(area))"
    if let baseline, let other = baseline.metrics.auc {
      sentence += ", \(Self.compare(area, other)) \(baseline.name) (\(Figures.score(other)))"
    }
    if let best = metrics.bestPossibleAUC {
      sentence += "; the best possible here is \(Figures.score(best))"
    }
    return sentence + "."
  }

  /// How far the AUC can be trusted, in one sentence; nil where it is not defined, as for labels that are probabilities.
  public var uncertainty: String? {
    let (shown, unit) = metrics.impressions.map { ($0, "impressions") } ?? (metrics.rows, "rows")
    guard let area = metrics.auc, metrics.labels != .probabilities,
      let error = aucStandardError(auc: area, clicks: metrics.clicks, rows: shown)
    else { return nil }
    let bound = Figures.score(1.96 * error)
    return "With \(Figures.count(metrics.clicks)) clicks in \(Figures.count(shown)) \(unit) an AUC is uncertain by "
      + "about ±\(bound) (95%). Two models on the same rows differ by less chance than that; one run each does not "
      + "settle a small difference."
  }

  private static func compare(_ area: Double, _ other: Double) -> String {
    let difference = Figures.fixed(abs(area - other), 4)
    if difference == Figures.fixed(0, 4) { return "level with" }
    return difference + (area > other ? " above" : " below")
  }
}
