import Evaluation

/// All that a run's page tells, as plain values.
public struct RunReport: Sendable {
  /// Rows of one scenario in each cluster.
  public struct ScenarioClusters: Sendable, Equatable {
    public let scenario: String
    public let counts: [Int]

    public init(scenario: String, counts: [Int]) {
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
  public var settings: [Setting]

  public init(
    model: String, data: String, metrics: Metrics, baseline: MetricsTable.Entry? = nil, history: [HistoryRow] = [],
    reliability: [ReliabilityBin] = [], scenarioClusters: [ScenarioClusters] = [], settings: [Setting] = []
  ) {
    self.model = model
    self.data = data
    self.metrics = metrics
    self.baseline = baseline
    self.history = history
    self.reliability = reliability
    self.scenarioClusters = scenarioClusters
    self.settings = settings
  }

  /// Centres whose mean cosine lies above this no longer tell rows apart.
  public static let collapsedCosine = 0.95

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

  /// How far the AUC can be trusted, in one sentence; nil where it is not defined.
  public var uncertainty: String? {
    guard let area = metrics.auc,
      let error = aucStandardError(auc: area, clicks: metrics.clicks, rows: metrics.rows)
    else { return nil }
    let bound = Figures.score(1.96 * error)
    return "With \(Figures.count(metrics.clicks)) clicks in \(Figures.count(metrics.rows)) rows an AUC is uncertain by "
      + "about ±\(bound) (95%). Two models on the same rows differ by less chance than that; one run each does not "
      + "settle a small difference."
  }

  /// What the cluster centres say, in one honest sentence; nil for a model without clusters.
  public var clusterVerdict: (sentence: String, isWarning: Bool)? {
    guard let clusters = metrics.clusters else { return nil }
    guard let mean = clusters.centreCosineMean, let largest = clusters.centreCosineMax else {
      return ("There is a single cluster: all rows share one network.", false)
    }
    let figures = "mean cosine between centres \(Figures.ratio(mean)), largest \(Figures.ratio(largest))"
    if mean > Self.collapsedCosine {
      return (
        "The clusters have collapsed: their centres point the same way (\(figures)). Rows are told apart by rounding, "
          + "not by content, whatever the counts suggest.", true
      )
    }
    if largest > Self.collapsedCosine {
      return ("At least two clusters have grown together (\(figures)).", true)
    }
    let effective = Figures.fixed(clusters.effectiveClusters, 1)
    return ("The clusters are distinct: \(figures). In size they amount to \(effective) equal clusters.", false)
  }

  private static func compare(_ area: Double, _ other: Double) -> String {
    let difference = Figures.fixed(abs(area - other), 4)
    if difference == Figures.fixed(0, 4) { return "level with" }
    return difference + (area > other ? " above" : " below")
  }
}
