import Foundation

/// The content of `compare.json`: several models on the same rows, over the same seeds.
///
/// The keys are a contract as those of `Metrics` are: they may be added, never renamed. A figure that is not defined is
/// null. Nothing in it depends on when or in how many goes the runs were made, but what they took.
public struct Comparison: Codable, Sendable, Equatable {
  /// The log's name.
  public var data: String
  /// The part of the data that the figures are of, such as `test`.
  public var part: String
  public var rows: Int
  public var clicks: Int
  /// The impressions that the rows stand for, where labels are counts.
  public var impressions: Int?
  public var seeds: [UInt64]
  /// The scenario that training and validation were without, and that the models are judged on; null for none.
  @Nullable public var heldOutScenario: String?
  @Nullable public var bestPossibleAUC: Double?
  public var models: [Model]
  public var verdict: Verdict
  /// What each entrant brings over the reference, the largest difference first; nil where none was named.
  public var changes: [Change]?
  /// The trials of the models' settings; empty where none were tried.
  public var tuning: [TuningTrial]
  public var version: String

  /// The paper's base of RelaImp.
  public static let base = "shared-bottom"

  /// The model that others are compared with: the reference, or else the best; nil where no AUC is defined and none was named.
  public var hub: Model? { models.first { $0.name == verdict.against ?? verdict.best } }

  /// Joins models that all have runs of the same seeds on the same rows.
  ///
  /// - Parameters:
  ///   - against: the name of the model that each other one is compared with; nil to compare the best with each other.
  ///   - metrics: those to compare; all of them known to the runs.
  public init(
    _ models: [ComparedModel], data: String, against: String? = nil, tuning: [TuningTrial] = [], heldOut: String? = nil,
    version: String, metrics: [Metric] = Metric.all
  ) {
    let first = models.first?.metrics.first
    self.data = data
    part = first?.part ?? ""
    rows = first?.rows ?? 0
    clicks = first?.clicks ?? 0
    impressions = first?.impressions
    seeds = models.first?.metrics.map(\.seed) ?? []
    bestPossibleAUC = first?.bestPossibleAUC
    let base = models.first { $0.name == Self.base }.flatMap { Spread(of: $0.metrics.map(\.auc)).mean }
    self.models = models.map { Model($0, base: base, metrics) }
    verdict = Verdict(models, part: part, against: against)
    changes = Self.changes(self.models, verdict)
    self.tuning = tuning
    heldOutScenario = heldOut
    self.version = version
  }

  /// The scenarios in the order of tables: the largest first, equals by name.
  public var scenarioNames: [String] { models.first?.scenarios.namesBySize ?? [] }

  /// The JSON text as `compare.json` holds it: UTF-8, sorted keys, a line break at the end.
  public func json() throws -> Data { try JSONEncoder.file(self) }

  /// The comparison in a JSON text that `json` wrote.
  ///
  /// - Parameter metrics: those to read.
  /// - Throws: `DecodingError`.
  public init(json: Data, _ metrics: [Metric] = Metric.all) throws {
    self = try JSONDecoder.content(of: json, metrics)
  }
}
