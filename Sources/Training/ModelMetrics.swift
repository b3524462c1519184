import Evaluation
import ScenarioModels
import Tensors

/// What a model is and costs, in the words of `metrics.json`.
extension Learner {
  public var parameterCounts: Metrics.Parameters {
    Metrics.Parameters(
      embedding: parameters.count(of: .embedding), shared: parameters.count(of: .shared),
      specific: parameters.count(of: .specific), other: parameters.count(of: .other))
  }

  public var flopsPerSample: Metrics.FlopsPerSample {
    Metrics.FlopsPerSample(forward: Double(model.flopsPerRow.forward), training: Double(model.flopsPerRow.training))
  }

  /// The router's centres, one array each.
  public var centres: [[Float]]? {
    model.centres.map { centres in (0..<centres.shape[0]).map { parameters[centres].row($0) } }
  }

  /// The health of the clusters that these predictions were routed to; nil for a model that does not route.
  public func clusterMetrics(_ result: EvaluationResult) -> ClusterMetrics? {
    guard let centres, let counts = result.clusterCounts else { return nil }
    return ClusterMetrics(counts: counts, centres: centres)
  }
}
