import ClickLog
import Evaluation
import ScenarioModels
import Tensors
import Training

/// Some rows as a perspective's router sees them, with their scores.
public struct RoutedRows: Sendable {
  /// The perspective's name.
  public let perspective: String
  /// [n, length]: what centres are compared with.
  public let inputs: Matrix
  /// Of each row: its place in the log's file (from 0), scenario, cluster, predicted probability, and the cluster that it was
  /// simulated with; nil where that is not known.
  public let rowNumbers: [Int]
  public let scenarios: [String]
  public let clusters: [Int]
  public let probabilities: [Float]
  public let truth: [Int]?
}

extension Predictor {
  /// - Parameters:
  ///   - rows: all of them; they and their inputs are held in memory.
  ///   - perspective: which one, from 0.
  /// - Returns: nil for a model that does not route from that perspective.
  /// - Throws: `Interruption`, `NonFiniteError`.
  func routedRows(
    of rows: LogPart, in log: PreparedLog, perspective: Int = 0, truth: KnownTruth?, cancellation: Cancellation
  ) throws -> RoutedRows? {
    let perspectives = model.routingModel?.perspectives ?? []
    guard perspectives.indices.contains(perspective) else { return nil }
    let length = perspectives[perspective].centres.shape[1]
    let pooling = log.encoding.pooling
    var (inputs, numbers, scenarios): ([Float], [Int], [String]) = ([], [], [])
    var (clusters, probabilities): ([Int], [Float]) = ([], [])
    for batch in rows.batches(size: Scorer.batchSize) {
      try cancellation.check()
      // Once more than the scores need: a model's output has its routing, but not what the router saw.
      inputs += routes(ModelInput(batch, pooling: pooling))[perspective].inputs.elements
      let scores = try BatchScores(batch, by: self, pooling: pooling)
      clusters += scores.routings[perspective].clusters.map(Int.init)
      probabilities += scores.probabilities
      numbers += batch.rowNumbers.prefix(batch.rows)
      scenarios += batch.scenarios.prefix(batch.rows).map { log.encoding.scenarioName(Int($0)) }
    }
    return RoutedRows(
      perspective: perspectives[perspective].name,
      inputs: Matrix(rows: numbers.count, columns: length, elements: inputs), rowNumbers: numbers,
      scenarios: scenarios, clusters: clusters, probabilities: probabilities, truth: truth?.clusters(of: numbers))
  }
}

extension TrainedModel {
  /// Some rows as a perspective's router sees them.
  ///
  /// - Parameters:
  ///   - rows: all of them; they and their inputs are held in memory.
  ///   - perspective: which one of `perspectives`, from 0.
  /// - Returns: nil for a model that does not route from that perspective.
  /// - Throws: `Interruption`, `NonFiniteError`.
  public func routedRows(
    of rows: LogPart, in data: PreparedData, perspective: Int = 0, cancellation: Cancellation = Cancellation()
  ) throws -> RoutedRows? {
    try predictor.routedRows(
      of: rows, in: data.log, perspective: perspective, truth: data.truth, cancellation: cancellation)
  }
}
