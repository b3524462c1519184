import ClickLog
import Evaluation

/// What a model predicts of one row.
public struct Score: Sendable, Equatable {
  /// Of a click, in 0...1 without its ends.
  public let probability: Float
  /// Where the row was routed to, from each perspective; empty for a model that does not route.
  public let clusters: [Int]
  /// The scenario's name, or `EvaluationResult.unknownScenario` for one that training did not have.
  public let scenario: String

  public init(probability: Float, clusters: [Int], scenario: String) {
    (self.probability, self.clusters, self.scenario) = (probability, clusters, scenario)
  }
}

extension Encoding {
  /// A scenario's name by its index; that of unknown ones for −1.
  package func scenarioName(_ index: Int) -> String {
    scenarios.indices.contains(index) ? scenarios[index] : EvaluationResult.unknownScenario
  }
}
