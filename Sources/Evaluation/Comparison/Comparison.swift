import Foundation

/// The content of `compare.json`: several models on the same rows, over the same seeds.
///
/// The keys are a contract as those of `Metrics` are: they may be added, never renamed. A figure that is not defined is
/// null. Nothing in it depends on when or in how many goes the runs were made, but what they took.
public struct Comparison: Codable, Sendable, Equatable {
  /// One seed's run of a model.
  public struct Run: Codable, Sendable, Equatable {
    public var seed: UInt64
    @Nullable public var auc: Double?
    @Nullable public var gauc: Double?
    @Nullable public var logLoss: Double?
    @Nullable public var calibration: Double?
    public var training: Metrics.Training
    public var threads: Int
  }

  /// A scenario's rows, and the mean of the seeds' AUCs on them; null where a class is missing.
  public struct Scenario: Codable, Sendable, Equatable {
    @Nullable public var auc: Double?
    public var rows: Int
    public var clicks: Int
  }

  /// The paper's Table 2.
  public struct Parameters: Codable, Sendable, Equatable {
    public var formula: String
    /// What the formula gives here.
    public var towerByFormula: Int
    /// Counted: shared and specific weights and biases of the towers.
    public var tower: Int
    /// Counted: what stands beside the towers (gates, pruners, auxiliary networks).
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

  public struct Model: Codable, Sendable, Equatable {
    public var name: String
    public var title: String
    public var runs: [Run]
    public var auc: Spread
    public var gauc: Spread
    public var logLoss: Spread
    /// Of the mean AUC over Shared Bottom's (equation 10); null where that is not among the models.
    @Nullable public var relaImp: Double?
    public var scenarios: [String: Scenario]
    public var parameters: Parameters
    public var flopsPerSample: Metrics.FlopsPerSample
    public var training: Training
  }

  /// The log's name.
  public var data: String
  /// The part of the data that the figures are of, such as `test`.
  public var part: String
  public var rows: Int
  public var clicks: Int
  public var seeds: [UInt64]
  /// The scenario that training and validation were without, and that the models are judged on; null for none.
  @Nullable public var heldOutScenario: String?
  @Nullable public var bestPossibleAUC: Double?
  public var models: [Model]
  public var verdict: Verdict
  /// The trials of `--tune`; empty without.
  public var tuning: [TuningTrial]
  public var version: String

  /// The paper's base of RelaImp.
  public static let base = "shared-bottom"

  /// Joins models that all have runs of the same seeds on the same rows.
  public init(
    _ models: [ComparedModel], data: String, tuning: [TuningTrial] = [], heldOut: String? = nil, version: String
  ) {
    let first = models.first?.metrics.first
    self.data = data
    part = first?.part ?? ""
    rows = first?.rows ?? 0
    clicks = first?.clicks ?? 0
    seeds = models.first?.metrics.map(\.seed) ?? []
    bestPossibleAUC = first?.bestPossibleAUC
    let base = models.first { $0.name == Self.base }.flatMap { Spread(of: $0.metrics.map(\.auc)).mean }
    self.models = models.map { Model($0, base: base) }
    verdict = Verdict(models, part: part)
    self.tuning = tuning
    heldOutScenario = heldOut
    self.version = version
  }

  /// The scenarios in the order of tables: the largest first, equals by name.
  public var scenarioNames: [String] {
    let scenarios = models.first?.scenarios ?? [:]
    return scenarios.sorted { ($1.value.rows, $0.key) < ($0.value.rows, $1.key) }.map(\.key)
  }

  /// The JSON text as `compare.json` holds it: UTF-8, sorted keys, a line break at the end.
  public func json() throws -> Data {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
    return try encoder.encode(self) + Data("\n".utf8)
  }

  /// The comparison in a JSON text that `json` wrote.
  public init(json: Data) throws {
    self = try JSONDecoder().decode(Comparison.self, from: json)
  }
}

extension Comparison.Model {
  init(_ model: ComparedModel, base: Double?) {
    name = model.name
    title = model.title
    let metrics = model.metrics
    runs = metrics.map {
      Comparison.Run(
        seed: $0.seed, auc: $0.auc, gauc: $0.gauc, logLoss: $0.logLoss, calibration: $0.calibration,
        training: $0.training, threads: $0.threads)
    }
    auc = Spread(of: metrics.map(\.auc))
    gauc = Spread(of: metrics.map(\.gauc))
    logLoss = Spread(of: metrics.map(\.logLoss))
    relaImp = relativeImprovement(of: auc.mean, over: base)
    scenarios = (metrics.first?.scenarios ?? [:]).reduce(into: [:]) { scenarios, entry in
      let auc = Spread(of: metrics.map { $0.scenarios[entry.key]?.auc }).mean
      scenarios[entry.key] = Comparison.Scenario(auc: auc, rows: entry.value.rows, clicks: entry.value.clicks)
    }
    let counts = metrics.first?.parameters ?? Metrics.Parameters(embedding: 0, shared: 0, specific: 0, other: 0)
    parameters = Comparison.Parameters(
      formula: model.formula, towerByFormula: model.towerByFormula, tower: counts.shared + counts.specific,
      other: counts.other, embedding: counts.embedding, total: counts.total)
    flopsPerSample = metrics.first?.flopsPerSample ?? Metrics.FlopsPerSample(forward: 0, training: 0)
    let training = metrics.map(\.training)
    self.training = Comparison.Training(
      seconds: Spread(of: training.map(\.seconds)).mean ?? 0,
      samplesPerSecond: Spread(of: training.map(\.samplesPerSecond)).mean ?? 0,
      peakMemoryBytes: training.map(\.peakMemoryBytes).max() ?? 0, bestEpochs: training.map(\.bestEpoch))
  }
}
