import ClickLog
import Evaluation
import ScenarioModels
import Tensors

extension ModelShape {
  /// What a model is built for when the log is coded like this.
  public init(_ encoding: Encoding) {
    self.init(
      fields: encoding.fields.map { ModelShape.Field(name: $0.name, group: $0.group) },
      tableRows: encoding.totalRows, scenarios: encoding.scenarios.count)
  }
}

extension ModelInput {
  /// A batch of a log whose fields pool their values like this (`Encoding.pooling`).
  public init(_ batch: Batch, pooling: [Bags.Pooling]) {
    self.init(
      bags: Bags(
        ids: batch.ids, starts: batch.starts, pooling: pooling, weights: batch.weights.isEmpty ? nil : batch.weights),
      scenarios: batch.scenarios)
  }
}

extension Encoding {
  /// How each field pools its values.
  public var pooling: [Bags.Pooling] { fields.map { $0.pooling == .mean ? .mean : .sum } }
}

/// A model's answers for the rows of one batch.
public struct Scores {
  public let batch: Batch
  public let probabilities: [Float]
  /// Where rows were routed to from each perspective; empty for a model that does not route.
  public let routings: [Routing]
  /// For a model that prunes: how many of each layer's gates are 0, and of how many.
  let pruned: [(zeros: Int, of: Int)]
}

/// Runs a trained model over rows in their order. A row's score is its own, so `evaluate` and `predict` say to the last bit
/// what training said of the same rows. The model must stay as it is as long as this lives.
public struct Scorer {
  static let batchSize = 4096

  private let predict: Predictor
  private let pooling: [Bags.Pooling]

  public init(_ learner: Learner, encoding: Encoding) {
    predict = Predictor(learner)
    pooling = encoding.pooling
  }

  /// Hands each batch's scores to `body`, in order.
  public func score(_ part: LogPart, _ body: (Scores) throws -> Void) throws {
    for batch in part.batches(size: Self.batchSize) {
      try Interruption.check()
      let output = predict(ModelInput(batch, pooling: pooling))
      let probabilities = output.logits.matrix.withUnsafeBufferPointer { $0.map(clickProbability) }
      guard probabilities.allSatisfy(\.isFinite) else { throw NumbersBroke("a predicted probability") }
      try body(
        Scores(
          batch: batch, probabilities: probabilities, routings: output.routings,
          pruned: output.pruned ?? []))
    }
  }

  /// All predictions of a part, for evaluation.
  public func predictions(
    for part: LogPart, of log: PreparedLog, observing observe: (Batch) -> Void = { _ in },
    _ progress: (Int) -> Void = { _ in }
  ) throws -> Predictions {
    var probabilities: [Float] = []
    var labels: [Float] = []
    var scenarios: [Int32] = []
    var sessions: [Int32] = []
    var perspectives = (predict.model.routingModel?.perspectives ?? []).map { RowClusters($0.name, count: $0.centres.shape[0]) }
    // Arrays that double as they grow would need three times the room at the end.
    probabilities.reserveCapacity(part.rows)
    labels.reserveCapacity(part.rows)
    scenarios.reserveCapacity(part.rows)
    if log.hasSessions { sessions.reserveCapacity(part.rows) }
    for p in perspectives.indices { perspectives[p].clusters.reserveCapacity(part.rows) }
    var pruned: [(zeros: Int, of: Int)] = []
    try score(part) { scores in
      observe(scores.batch)
      probabilities += scores.probabilities
      labels += scores.batch.labels.prefix(scores.batch.rows)
      scenarios += scores.batch.scenarios.prefix(scores.batch.rows)
      if log.hasSessions { sessions += scores.batch.sessions.prefix(scores.batch.rows) }
      for (p, routing) in scores.routings.enumerated() { perspectives[p].add(routing) }
      for (layer, gates) in scores.pruned.enumerated() {
        if layer == pruned.count { pruned.append((0, 0)) }
        pruned[layer].zeros += gates.zeros
        pruned[layer].of += gates.of
      }
      progress(probabilities.count)
    }
    return Predictions(
      probabilities: probabilities, labels: labels, scenarios: scenarios, scenarioNames: log.encoding.scenarios,
      sessions: log.hasSessions ? sessions : nil, perspectives: perspectives,
      sparsity: pruned.isEmpty ? nil : pruned.map { Double($0.zeros) / Double(max($0.of, 1)) })
  }
}

extension RowClusters {
  /// Appends a batch.
  mutating func add(_ routing: Routing) {
    clusters += routing.clusters
    for row in 0..<routing.clusters.count {
      entropySum += routing.entropy(of: row)
      marginSum += routing.margin(of: row)
    }
  }
}
