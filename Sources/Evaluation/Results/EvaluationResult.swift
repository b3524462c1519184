/// What predictions are worth: everything that follows from scores and labels alone.
public struct EvaluationResult: Measured, Sendable, Equatable {
  /// One scenario's rows, judged by themselves.
  @dynamicMemberLookup
  public struct Scenario: Measured, Sendable, Equatable {
    public let name: String
    public var metrics: GroupMetrics
    /// Rows of this scenario in each cluster of each perspective; empty for a model without clusters.
    public let clusterCounts: [[Int]]

    public var values: MetricValues<Double?> {
      get { metrics.values }
      set { metrics.values = newValue }
    }

    public subscript<Fact>(dynamicMember fact: KeyPath<GroupMetrics.Facts, Fact>) -> Fact {
      metrics.facts[keyPath: fact]
    }
  }

  /// The name under which rows of scenarios never seen in training are reported.
  public static let unknownScenario = "(unknown)"

  public let rows: Int
  /// Rows with a click; of counts and probabilities the sum, rounded.
  public let clicks: Int
  public let labelForm: LabelForm
  /// The impressions that the rows stand for, where labels are counts.
  public let impressions: Int?
  /// The smallest and the largest predicted probability; nil without rows.
  public let scores: ClosedRange<Float>?
  /// The share of the rows whose probability is 0 or 1 but for rounding (`logLossFloor`).
  public let saturated: Double
  /// Of the metrics that are given overall.
  public var values: MetricValues<Double?>
  /// The same with each row counting by its weight; nil where rows have none.
  public let weighted: MetricValues<Double?>?
  public let reliability: [ReliabilityBin]
  /// The scenarios that have rows, the largest first, equals by name.
  public let scenarios: [Scenario]
  /// The clusters of each perspective; empty for a model without.
  public let perspectives: [ClusterResult]
  /// Of each layer's neuron gates, the share that is 0; nil for a model that does not prune.
  public let sparsity: [Double]?
  /// How much of the rows is clicked and how much is not, and that by weight.
  let mass: ClickMass
  let weightedMass: ClickMass?
}

/// Judges predictions: overall, per scenario, per cluster. The one entry point for training, `evaluate` and `compare`,
/// so that their figures agree to the last bit.
public func evaluate(_ predictions: Predictions, _ metrics: [Metric] = Metric.all) -> EvaluationResult {
  let metrics = metrics.filter { !$0.needsSessions || predictions.sessions != nil }
  let rows = ScoredRows(predictions)
  let mass = rows.mass
  let weighted = predictions.hasWeightedMetrics ? ScoredRows(predictions, weighted: true) : nil
  return EvaluationResult(
    rows: rows.labels.count, clicks: Int(mass.clicks.rounded()), labelForm: predictions.labelForm,
    impressions: predictions.impressions(mass), scores: range(of: rows.probabilities),
    saturated: saturatedShare(of: rows.probabilities),
    values: MetricValues(metrics.given(for: .overall), of: rows),
    weighted: weighted.map { MetricValues(metrics.given(for: .overall), of: $0) },
    reliability: rows.reliabilityBins(),
    scenarios: evaluateScenarios(predictions, metrics),
    perspectives: predictions.perspectives.map { ClusterResult($0, predictions, metrics) },
    sparsity: predictions.sparsity, mass: mass, weightedMass: weighted?.mass)
}

private func range(of scores: [Float]) -> ClosedRange<Float>? {
  guard let least = scores.min(), let largest = scores.max(), least <= largest else { return nil }
  return least...largest
}

private func saturatedShare(of scores: [Float]) -> Double {
  let saturated = scores.count { Double(min($0, 1 - $0)) <= logLossFloor }
  return Double(saturated) / Double(max(scores.count, 1))
}

private func evaluateScenarios(_ predictions: Predictions, _ metrics: [Metric]) -> [EvaluationResult.Scenario] {
  // A scenario of the log may itself be called "(unknown)", so rows go together by name, not by number.
  let names = predictions.scenarioNames + [EvaluationResult.unknownScenario]
  var firstOfName: [String: Int32] = [:]
  let canonical = names.enumerated().map { index, name in
    let first = firstOfName[name] ?? Int32(index)
    firstOfName[name] = first
    return first
  }
  let groups = RowGroups(
    predictions.scenarios.map { code in
      code >= 0 && Int(code) < names.count ? canonical[Int(code)] : canonical[names.count - 1]
    })
  let scenarios = groups.codes.enumerated().map { group, code in
    let places = groups.rows(group)
    return EvaluationResult.Scenario(
      name: names[Int(code)], metrics: GroupMetrics(predictions, rows: places, metrics),
      clusterCounts: predictions.perspectives.map { perspective in
        clusterCounts(places.map { perspective.clusters[Int($0)] }, clusterCount: perspective.count)
      })
  }
  return scenarios.sorted { ($1.rows, $0.name) < ($0.rows, $1.name) }
}
