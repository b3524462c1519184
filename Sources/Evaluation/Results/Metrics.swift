import Foundation

/// The content of `metrics.json`: what a run is worth and what it cost.
///
/// The keys are a contract that others read; keys may be added, never renamed. A figure that is not defined (an AUC
/// where a class is missing) is written as null. `clusters`, `perspectives` and `sparsity` are left out for models without. Keys come sorted,
/// and every number comes back from the JSON with the same bits.
public struct Metrics: Codable, Sendable, Equatable {
  /// One scenario's figures.
  public struct Scenario: Codable, Sendable, Equatable {
    public var auc: Double?
    public var logLoss: Double?
    public var rows: Int
    public var clicks: Int
  }

  /// Trained numbers by what they belong to.
  public struct Parameters: Codable, Sendable, Equatable {
    public var embedding: Int
    /// Weights that all rows use.
    public var shared: Int
    /// Weights of single clusters, scenarios or experts.
    public var specific: Int
    public var other: Int
    public var total: Int

    public init(embedding: Int, shared: Int, specific: Int, other: Int) {
      self.embedding = embedding
      self.shared = shared
      self.specific = specific
      self.other = other
      total = embedding + shared + specific + other
    }
  }

  /// Floating point operations for one row.
  public struct FlopsPerSample: Codable, Sendable, Equatable {
    public var forward: Double
    /// Forward, backward and update together.
    public var training: Double

    public init(forward: Double, training: Double) {
      self.forward = forward
      self.training = training
    }
  }

  /// What training took.
  public struct Training: Codable, Sendable, Equatable {
    public var samplesPerSecond: Double
    public var seconds: Double
    /// Epochs trained, and the one (from 1) whose weights were kept.
    public var epochs: Int
    public var bestEpoch: Int
    public var peakMemoryBytes: Int

    public init(samplesPerSecond: Double, seconds: Double, epochs: Int, bestEpoch: Int, peakMemoryBytes: Int) {
      self.samplesPerSecond = samplesPerSecond
      self.seconds = seconds
      self.epochs = epochs
      self.bestEpoch = bestEpoch
      self.peakMemoryBytes = peakMemoryBytes
    }
  }

  /// The model's name, as in `--model`.
  public var model: String
  /// The part of the data that the figures are of, such as `test`.
  public var part: String
  public var rows: Int
  public var clicks: Int
  public var auc: Double?
  public var gauc: Double?
  /// Sessions with both classes, which GAUC averages, and those of a single class, which it leaves out.
  public var gaucSessions: Int
  public var gaucSessionsLeftOut: Int
  public var logLoss: Double?
  public var calibration: Double?
  public var scenarios: [String: Scenario]
  /// Of the first perspective.
  public var clusters: ClusterMetrics?
  /// Of each, for a model with several.
  public var perspectives: [ClusterMetrics]?
  /// Of each layer's neuron gates, the share that is 0, for a model that prunes.
  public var sparsity: [Double]?
  public var parameters: Parameters
  public var flopsPerSample: FlopsPerSample
  public var training: Training
  /// The AUC of the true probabilities, where the log is simulated and they are known.
  public var bestPossibleAUC: Double?
  public var seed: UInt64
  public var threads: Int
  public var version: String

  /// Joins what the predictions are worth with what the model cost.
  public init(
    _ result: EvaluationResult, model: String, part: String, clusters: [ClusterMetrics], parameters: Parameters,
    flopsPerSample: FlopsPerSample, training: Training, bestPossibleAUC: Double? = nil, seed: UInt64, threads: Int,
    version: String
  ) {
    self.model = model
    self.part = part
    rows = result.rows
    clicks = result.clicks
    auc = result.auc
    gauc = result.gauc?.value
    gaucSessions = result.gauc?.sessionsUsed ?? 0
    gaucSessionsLeftOut = result.gauc?.sessionsLeftOut ?? 0
    logLoss = result.logLoss
    calibration = result.calibration
    scenarios = Dictionary(
      uniqueKeysWithValues: result.scenarios.map {
        ($0.name, Scenario(auc: $0.auc, logLoss: $0.logLoss, rows: $0.rows, clicks: $0.clicks))
      })
    self.clusters = clusters.first
    perspectives = clusters.count > 1 ? clusters : nil
    sparsity = result.sparsity
    self.parameters = parameters
    self.flopsPerSample = flopsPerSample
    self.training = training
    self.bestPossibleAUC = bestPossibleAUC
    self.seed = seed
    self.threads = threads
    self.version = version
  }

  /// The clusters of every perspective.
  public var clusterings: [ClusterMetrics] { perspectives ?? clusters.map { [$0] } ?? [] }

  /// The scenarios in the order of tables: the largest first, equals by name.
  public var scenarioNames: [String] {
    scenarios.sorted { ($1.value.rows, $0.key) < ($0.value.rows, $1.key) }.map(\.key)
  }
}

extension Metrics {
  /// The JSON text as `metrics.json` holds it: UTF-8, sorted keys, a line break at the end.
  public func json() throws -> Data {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
    return try encoder.encode(self) + Data("\n".utf8)
  }

  /// The metrics in a JSON text that `json` wrote.
  public init(json: Data) throws {
    self = try JSONDecoder().decode(Metrics.self, from: json)
  }

  // Swift leaves a nil out of the JSON; the contract wants null. Hence the encoding by hand.
  public func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: CodingKeys.self)
    try container.encode(model, forKey: .model)
    try container.encode(part, forKey: .part)
    try container.encode(rows, forKey: .rows)
    try container.encode(clicks, forKey: .clicks)
    try container.encode(auc, forKey: .auc)
    try container.encode(gauc, forKey: .gauc)
    try container.encode(gaucSessions, forKey: .gaucSessions)
    try container.encode(gaucSessionsLeftOut, forKey: .gaucSessionsLeftOut)
    try container.encode(logLoss, forKey: .logLoss)
    try container.encode(calibration, forKey: .calibration)
    try container.encode(scenarios, forKey: .scenarios)
    try container.encodeIfPresent(clusters, forKey: .clusters)
    try container.encodeIfPresent(perspectives, forKey: .perspectives)
    try container.encodeIfPresent(sparsity, forKey: .sparsity)
    try container.encode(parameters, forKey: .parameters)
    try container.encode(flopsPerSample, forKey: .flopsPerSample)
    try container.encode(training, forKey: .training)
    try container.encodeIfPresent(bestPossibleAUC, forKey: .bestPossibleAUC)
    try container.encode(seed, forKey: .seed)
    try container.encode(threads, forKey: .threads)
    try container.encode(version, forKey: .version)
  }
}

extension Metrics {
  /// The achieved sparsity in words; nil for a model that does not prune.
  public var prunedText: String? {
    sparsity.map { "Gates at 0, layer by layer: \($0.map(Figures.percent).joined(separator: ", "))" }
  }
}

extension Metrics.Scenario {
  public func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: CodingKeys.self)
    try container.encode(auc, forKey: .auc)
    try container.encode(logLoss, forKey: .logLoss)
    try container.encode(rows, forKey: .rows)
    try container.encode(clicks, forKey: .clicks)
  }
}
