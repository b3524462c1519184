import Evaluation
import ScenarioModels
import Tensors

/// What a model is and costs, in the words of `metrics.json`.
extension Predictor {
  public var parameterCounts: Metrics.Parameters {
    Metrics.Parameters(
      embedding: parameters.count(of: .embedding), shared: parameters.count(of: .shared),
      specific: parameters.count(of: .specific), other: parameters.count(of: .other))
  }

  public var flopsPerSample: Metrics.FlopsPerSample {
    Metrics.FlopsPerSample(forward: Double(model.flopsPerRow.forward), training: Double(model.flopsPerRow.training))
  }

  /// The health of each perspective's clusters that these predictions were routed to; empty for a model that does not route.
  ///
  /// - Parameter changed: how many validation rows changed their cluster in the epoch that was kept.
  public func clusterMetrics(_ result: EvaluationResult, changed: Double? = nil) -> [ClusterMetrics] {
    guard let routing = model.routingModel else { return [] }
    let distances = routing.distances(in: parameters)
    return zip(routing.perspectives, result.perspectives).enumerated().map { index, pair in
      let centres = (0..<pair.0.centres.shape[0]).map { parameters[pair.0.centres].row($0) }
      return ClusterMetrics(
        pair.1, centres: centres, changed: changed, distances: distances.isEmpty ? nil : distances[index])
    }
  }
}
