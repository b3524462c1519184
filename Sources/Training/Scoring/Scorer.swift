import ClickLog
import Evaluation
import ScenarioModels
import Tensors

/// Scores the rows of a log in their order. A row's score does not depend on the other rows of its batch, so that every
/// way to score it gives the same bits.
public struct Scorer {
  package static let batchSize = 4096

  private let predict: Predictor
  private let pooling: [Bags.Pooling]
  private let cancellation: Cancellation

  public init(_ predictor: Predictor, encoding: Encoding, cancellation: Cancellation = Cancellation()) {
    predict = predictor
    pooling = encoding.pooling
    self.cancellation = cancellation
  }

  public init(_ model: TrainedModel, cancellation: Cancellation = Cancellation()) {
    self.init(model.predictor, encoding: model.encoding, cancellation: cancellation)
  }

  /// Hands each batch's scores to `body`, in order.
  ///
  /// - Throws: `Interruption`, `NonFiniteError`, and what `body` throws.
  public func score(_ part: LogPart, _ body: (BatchScores) throws -> Void) throws {
    for batch in part.batches(size: Self.batchSize) {
      try cancellation.check()
      try body(BatchScores(batch, by: predict, pooling: pooling))
    }
  }

  /// All predictions of a part, for evaluation.
  public func predictions(
    for part: LogPart, of log: PreparedLog, observing observe: (Batch) -> Void = { _ in },
    _ progress: (Int) throws -> Void = { _ in }
  ) throws -> Predictions {
    var probabilities: [Float] = []
    var logits: [Float] = []
    var labels: [Float] = []
    var weights: [Float]?
    var scenarios: [Int32] = []
    var sessions: [Int32] = []
    var perspectives = (predict.model.routingModel?.perspectives ?? []).map {
      RowClusters($0.name, count: $0.centres.shape[0])
    }
    // Arrays that double as they grow would need three times the room at the end.
    probabilities.reserveCapacity(part.rows)
    logits.reserveCapacity(part.rows)
    labels.reserveCapacity(part.rows)
    scenarios.reserveCapacity(part.rows)
    if log.hasSessions { sessions.reserveCapacity(part.rows) }
    for p in perspectives.indices { perspectives[p].clusters.reserveCapacity(part.rows) }
    var pruned: [(zeros: Int, of: Int)] = []
    try score(part) { scores in
      observe(scores.batch)
      probabilities += scores.probabilities
      logits += scores.logits
      labels += scores.batch.labels.prefix(scores.batch.rows)
      if !scores.batch.rowWeights.isEmpty { weights.append(scores.batch.rowWeights, of: part.rows) }
      scenarios += scores.batch.scenarios.prefix(scores.batch.rows)
      if log.hasSessions { sessions += scores.batch.sessions.prefix(scores.batch.rows) }
      for (p, routing) in scores.routings.enumerated() { perspectives[p].add(routing) }
      for (layer, gates) in scores.pruned.enumerated() {
        if layer == pruned.count { pruned.append((0, 0)) }
        pruned[layer].zeros += gates.zeros
        pruned[layer].of += gates.of
      }
      try progress(probabilities.count)
    }
    return Predictions(
      probabilities: probabilities, logits: logits, labels: labels, labelForm: log.labelForm, weights: weights,
      scenarios: scenarios, scenarioNames: log.encoding.scenarios, sessions: log.hasSessions ? sessions : nil,
      perspectives: perspectives,
      sparsity: pruned.isEmpty ? nil : pruned.map { Double($0.zeros) / Double(max($0.of, 1)) })
  }
}

extension [Float]? {
  /// Appends to an array that is there only where something is, and will have so many elements.
  fileprivate mutating func append(_ elements: [Float], of all: Int) {
    if self == nil {
      self = []
      self?.reserveCapacity(all)
    }
    self?.append(contentsOf: elements)
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
