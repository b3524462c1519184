import ClickLog
import Evaluation
import ScenarioModels
import SimulatedLogs
import Tensors

/// Some rows as a perspective's router sees them, and what became of them.
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

extension Learner {
  /// - Parameters:
  ///   - rows: all of them; they and their inputs are held in memory.
  ///   - perspective: which one, from 0.
  /// - Returns: nil for a model that does not route from that perspective.
  public func routedRows(
    of rows: LogPart, in log: PreparedLog, perspective: Int = 0, truth: PlantedTruth?
  ) throws -> RoutedRows? {
    let perspectives = model.routingModel?.perspectives ?? []
    guard perspectives.indices.contains(perspective) else { return nil }
    let length = perspectives[perspective].centres.shape[1]
    var (inputs, numbers, scenarios): ([Float], [Int], [String]) = ([], [], [])
    var (clusters, probabilities): ([Int], [Float]) = ([], [])
    for batch in rows.batches(size: Scorer.batchSize) {
      try Interruption.check()
      let input = ModelInput(batch, pooling: log.encoding.pooling)
      let routed = routes(input)[perspective]
      inputs += routed.inputs.elements
      clusters += routed.routing.clusters.map(Int.init)
      probabilities += predict(input).logits.matrix.elements.map(sigmoid)
      numbers += batch.rowNumbers.prefix(batch.rows)
      scenarios += batch.scenarios.prefix(batch.rows).map { log.encoding.scenarioName(Int($0)) }
    }
    let known = truth.flatMap { truth in numbers.allSatisfy(truth.clusters.indices.contains) ? truth : nil }
    return RoutedRows(
      perspective: perspectives[perspective].name,
      inputs: Matrix(rows: numbers.count, columns: length, elements: inputs), rowNumbers: numbers,
      scenarios: scenarios, clusters: clusters, probabilities: probabilities,
      truth: known.map { truth in numbers.map { Int(truth.clusters[$0]) } })
  }
}

extension Encoding {
  /// A scenario's name by its index; that of unknown ones for −1.
  fileprivate func scenarioName(_ index: Int) -> String {
    scenarios.indices.contains(index) ? scenarios[index] : EvaluationResult.unknownScenario
  }
}
