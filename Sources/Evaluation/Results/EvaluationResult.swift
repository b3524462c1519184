/// What predictions are worth: everything that follows from scores and labels alone.
public struct EvaluationResult: Sendable, Equatable {
  /// One scenario's rows, judged by themselves.
  public struct Scenario: Sendable, Equatable {
    public let name: String
    public let rows: Int
    public let clicks: Int
    /// Nil where the scenario lacks a class.
    public let auc: Double?
    public let logLoss: Double?
    /// Rows of this scenario in each cluster of each perspective; empty for a model without clusters.
    public let clusterCounts: [[Int]]
  }

  /// The name under which rows of scenarios never seen in training are reported.
  public static let unknownScenario = "(unknown)"

  public let rows: Int
  public let clicks: Int
  public let auc: Double?
  public let gauc: GroupedAUC?
  public let logLoss: Double?
  public let calibration: Double?
  public let reliability: [ReliabilityBin]
  /// The scenarios that have rows, the largest first, equals by name.
  public let scenarios: [Scenario]
  /// The clusters of each perspective; empty for a model without.
  public let perspectives: [ClusterResult]
  /// Of each layer's neuron gates, the share that is 0; nil for a model that does not prune.
  public let sparsity: [Double]?
}

/// Judges predictions: overall, per scenario, per cluster. The one entry point for training, `evaluate` and `compare`,
/// so that their figures agree to the last bit.
public func evaluate(_ predictions: Predictions) -> EvaluationResult {
  let probabilities = predictions.probabilities
  let labels = predictions.labels
  return EvaluationResult(
    rows: labels.count,
    clicks: labels.reduce(0) { $1 > 0.5 ? $0 + 1 : $0 },
    auc: auc(scores: probabilities, labels: labels),
    gauc: predictions.sessions.map { groupedAUC(scores: probabilities, labels: labels, sessions: $0) },
    logLoss: logLoss(probabilities: probabilities, labels: labels),
    calibration: calibration(probabilities: probabilities, labels: labels),
    reliability: reliabilityBins(probabilities: probabilities, labels: labels),
    scenarios: evaluateScenarios(predictions),
    perspectives: predictions.perspectives.map(ClusterResult.init),
    sparsity: predictions.sparsity)
}

private func evaluateScenarios(_ predictions: Predictions) -> [EvaluationResult.Scenario] {
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
    let rows = groups.rows(group)
    let probabilities = rows.map { predictions.probabilities[Int($0)] }
    let labels = rows.map { predictions.labels[Int($0)] }
    return EvaluationResult.Scenario(
      name: names[Int(code)], rows: rows.count, clicks: labels.reduce(0) { $1 > 0.5 ? $0 + 1 : $0 },
      auc: auc(scores: probabilities, labels: labels), logLoss: logLoss(probabilities: probabilities, labels: labels),
      clusterCounts: predictions.perspectives.map { perspective in
        clusterCounts(rows.map { perspective.clusters[Int($0)] }, clusterCount: perspective.count)
      })
  }
  return scenarios.sorted { ($1.rows, $0.name) < ($0.rows, $1.name) }
}
