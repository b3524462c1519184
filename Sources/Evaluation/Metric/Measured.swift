/// What has a value for each metric: an evaluation, a scenario, a run, a model over several seeds.
///
/// Each metric's file adds a property, so that `metrics.auc` is `metrics.values[.auc]`.
public protocol Measured {
  associatedtype Value: MetricValue
  var values: MetricValues<Value> { get set }
}
