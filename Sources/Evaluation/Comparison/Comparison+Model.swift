extension Comparison {
  /// One model over all seeds: of the metrics that are given for seeds their spreads, and what it costs.
  public struct Model: MeasuredRecord {
    public struct Facts: Codable, Sendable, Equatable {
      public var name: String
      public var title: String
      public var runs: [Run]
      /// Of the kept weights; null where a run has no validation rows.
      @Nullable public var validationAUC: Spread?
      /// Of the mean AUC over Shared Bottom's (equation 10); null where that is not among the models.
      @Nullable public var relaImp: Double?
      /// By name, with means over the seeds; null where a class is missing.
      public var scenarios: [String: GroupMetrics]
      /// By weight, where rows have weights: spreads over the seeds.
      public var weighted: WeightedMetrics<Spread>?
      public var parameters: Parameters
      public var flopsPerSample: Metrics.FlopsPerSample
      public var training: Training
    }

    public var facts: Facts
    public var values: MetricValues<Spread>

    public init(_ facts: Facts, _ values: MetricValues<Spread>) { (self.facts, self.values) = (facts, values) }
  }

  /// One seed's run of a model, with the metrics that are given overall.
  public struct Run: MeasuredRecord {
    public struct Facts: Codable, Sendable, Equatable {
      public var seed: UInt64
      public var training: Metrics.Training
      public var validation: Metrics.Validation?
      public var threads: Int
    }

    public var facts: Facts
    public var values: MetricValues<Double?>

    public init(_ facts: Facts, _ values: MetricValues<Double?>) { (self.facts, self.values) = (facts, values) }
  }

  /// The paper's Table 2.
  public struct Parameters: Codable, Sendable, Equatable {
    public var formula: String
    /// What the formula gives here.
    public var towerByFormula: Int
    /// Counted: shared and specific weights and biases of the towers.
    public var tower: Int
    /// Counted: what is beside the towers (gates, pruners, auxiliary networks).
    public var other: Int
    public var embedding: Int
    public var total: Int
  }

  /// What training took: means over the seeds, of the memory the most.
  public struct Training: Codable, Sendable, Equatable {
    public var seconds: Double
    public var samplesPerSecond: Double
    public var peakMemoryBytes: Int
    /// Of each seed.
    public var bestEpochs: [Int]
  }
}

extension Comparison.Model {
  /// - Parameter base: the mean AUC of the base model of RelaImp.
  init(_ model: ComparedModel, base: Double?, _ metrics: [Metric]) {
    let runs = model.metrics
    values = MetricValues(metrics.given(for: .seeds)) { metric in Spread(of: runs.map { $0.values[metric] }) }
    facts = Facts(
      name: model.name, title: model.title, runs: runs.map { Comparison.Run($0, metrics.given(for: .overall)) },
      validationAUC: runs.contains { $0.validation == nil } ? nil : Spread(of: runs.map { $0.validation?.auc }),
      relaImp: Evaluation.relaImp(of: Spread(of: runs.map(\.auc)).mean, over: base),
      scenarios: Self.scenarios(runs, metrics.given(for: .scenarioMeans)),
      weighted: Self.weighted(runs, metrics.given(for: .seeds)),
      parameters: Comparison.Parameters(model, runs.first?.parameters),
      flopsPerSample: runs.first?.flopsPerSample ?? Metrics.FlopsPerSample(forward: 0, training: 0),
      training: Comparison.Training(runs.map(\.training)))
  }

  private static func scenarios(_ runs: [Metrics], _ metrics: [Metric]) -> [String: GroupMetrics] {
    (runs.first?.scenarios ?? [:]).reduce(into: [:]) { scenarios, entry in
      let means = MetricValues(metrics) { metric in
        Spread(of: runs.map { $0.scenarios[entry.key]?.values[metric] ?? nil }).mean
      }
      let facts = GroupMetrics.Facts(
        rows: entry.value.rows, clicks: entry.value.clicks, impressions: entry.value.impressions)
      scenarios[entry.key] = GroupMetrics(facts, means)
    }
  }

  private static func weighted(_ runs: [Metrics], _ metrics: [Metric]) -> WeightedMetrics<Spread>? {
    guard runs.contains(where: { $0.weighted != nil }) else { return nil }
    return WeightedMetrics(
      MetricValues(metrics) { metric in Spread(of: runs.map { $0.weighted?.values[metric] ?? nil }) })
  }
}

extension Comparison.Run {
  fileprivate init(_ run: Metrics, _ metrics: [Metric]) {
    facts = Facts(seed: run.seed, training: run.training, validation: run.validation, threads: run.threads)
    values = MetricValues(metrics.filter(run.values.has)) { run.values[$0] }
  }
}

extension Comparison.Parameters {
  fileprivate init(_ model: ComparedModel, _ counts: Metrics.Parameters?) {
    let counts = counts ?? Metrics.Parameters(embedding: 0, shared: 0, specific: 0, other: 0)
    self.init(
      formula: model.formula, towerByFormula: model.towerByFormula, tower: counts.shared + counts.specific,
      other: counts.other, embedding: counts.embedding, total: counts.total)
  }
}

extension Comparison.Training {
  fileprivate init(_ runs: [Metrics.Training]) {
    self.init(
      seconds: Spread(of: runs.map(\.seconds)).mean ?? 0,
      samplesPerSecond: Spread(of: runs.map(\.samplesPerSecond)).mean ?? 0,
      peakMemoryBytes: runs.map(\.peakMemoryBytes).max() ?? 0, bestEpochs: runs.map(\.bestEpoch))
  }
}
