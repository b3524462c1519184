import Foundation

/// The content of `metrics.json`: what a run is worth and what it cost.
///
/// The keys are a contract that others read; keys may be added, never renamed. A metric that is not defined (an AUC
/// where a class is missing) is written as null. `clusters`, `perspectives` and `sparsity` are left out for models without.
/// Keys come sorted, and every number comes back from the JSON with the same bits.
public struct Metrics: MeasuredRecord {
  /// Everything but the values of metrics: whose they are, of which rows, and what the run cost.
  public struct Facts: Codable, Sendable, Equatable {
    /// The model's name, such as `adl`.
    public var model: String
    /// The part of the data that the metrics are of, such as `test`.
    public var part: String
    public var rows: Int
    /// Rows with a click; of counts and probabilities the sum, rounded.
    public var clicks: Int
    /// The impressions that the rows stand for, where labels are counts; `rows` is the number of rows there, too.
    public var impressions: Int?
    /// What labels say, where they are not clicks.
    public var labels: LabelForm?
    /// By weight, where rows have weights.
    public var weighted: WeightedMetrics<Double?>?
    /// The log loss of these rows where each is promised the click rate of the training rows; nil where that is not known.
    public var constantLogLoss: Double?
    /// The smallest and the largest score.
    public var leastScore: Float?
    public var largestScore: Float?
    /// The share of the scores that are 0 or 1 but for rounding; nil where none is.
    public var saturated: Double?
    /// By name.
    public var scenarios: [String: GroupMetrics]
    /// Of columns that were asked for, by name: the rows of each of their values, by the value's name.
    public var by: [String: [String: GroupMetrics]]?
    /// Of the first perspective.
    public var clusters: ClusterMetrics?
    /// Of each, for a model with several.
    public var perspectives: [ClusterMetrics]?
    /// Of each layer's neuron gates, the share that is 0, for a model that prunes.
    public var sparsity: [Double]?
    public var parameters: Parameters
    public var flopsPerSample: FlopsPerSample
    public var training: Training
    /// What the kept weights are worth on the validation rows, which chose them; nil without validation rows.
    public var validation: Validation?
    /// The AUC of the true probabilities, where the log is simulated and they are known.
    public var bestPossibleAUC: Double?
    public var seed: UInt64
    public var threads: Int
    public var version: String
  }

  public var facts: Facts
  public var values: MetricValues<Double?>

  public init(_ facts: Facts, _ values: MetricValues<Double?>) { (self.facts, self.values) = (facts, values) }

  /// Joins what the predictions are worth with what the model cost.
  public init(
    _ result: EvaluationResult, model: String, part: String, clusters: [ClusterMetrics], parameters: Parameters,
    flopsPerSample: FlopsPerSample, training: Training, validation: Validation? = nil, bestPossibleAUC: Double? = nil,
    seed: UInt64, threads: Int,
    version: String
  ) {
    let scenarios = result.scenarios.map { ($0.name, $0.metrics) }
    func constantLogLoss(_ mass: ClickMass) -> Double? {
      training.clickRate.flatMap { Evaluation.constantLogLoss(of: $0, clicks: mass.clicks, rows: mass.all) }
    }
    facts = Facts(
      model: model, part: part, rows: result.rows, clicks: result.clicks, impressions: result.impressions,
      labels: result.labelForm == .binary ? nil : result.labelForm,
      weighted: result.weighted.map {
        WeightedMetrics($0, constantLogLoss: result.weightedMass.flatMap(constantLogLoss))
      },
      constantLogLoss: constantLogLoss(result.mass), leastScore: result.scores?.lowerBound,
      largestScore: result.scores?.upperBound, saturated: result.saturated > 0 ? result.saturated : nil,
      scenarios: Dictionary(uniqueKeysWithValues: scenarios), clusters: clusters.first,
      perspectives: clusters.count > 1 ? clusters : nil, sparsity: result.sparsity, parameters: parameters,
      flopsPerSample: flopsPerSample, training: training, validation: validation, bestPossibleAUC: bestPossibleAUC,
      seed: seed, threads: threads, version: version)
    values = result.values
  }
}

extension Metrics {
  /// The share of the rows, or of their impressions, that were clicked; nil without any.
  public var clickRate: Double? {
    let shown = facts.impressions ?? facts.rows
    return shown > 0 ? Double(facts.clicks) / Double(shown) : nil
  }

  /// The clusters of every perspective.
  public var clusterings: [ClusterMetrics] { facts.perspectives ?? facts.clusters.map { [$0] } ?? [] }

  /// The scenarios in the order of tables: the largest first, equals by name.
  public var scenarioNames: [String] { facts.scenarios.namesBySize }

  /// The achieved sparsity in words; nil for a model that does not prune.
  public var prunedText: String? {
    facts.sparsity.map { "Gates at 0, layer by layer: \($0.map(Figures.percent).joined(separator: ", "))" }
  }

  /// The JSON text as `metrics.json` holds it: UTF-8, sorted keys, a line break at the end.
  public func json() throws -> Data { try JSONEncoder.file(self) }

  /// The metrics in a JSON text that `json` wrote.
  ///
  /// - Parameter metrics: those to read; one that the text does not have, as it is older, is undefined.
  /// - Throws: `DecodingError`.
  public init(json: Data, _ metrics: [Metric] = Metric.all) throws {
    self = try JSONDecoder.content(of: json, metrics)
  }
}
