import ClickLog
import Evaluation
import ScenarioModels
import Tensors

/// A model's scores of the rows of one batch.
public struct BatchScores {
  public let batch: Batch
  public let probabilities: [Float]
  /// What these are the sigmoid of.
  public let logits: [Float]
  /// Where rows were routed to from each perspective; empty for a model that does not route.
  public let routings: [Routing]
  /// For a model that prunes: how many of each layer's gates are 0, and of how many.
  package let pruned: [(zeros: Int, of: Int)]

  /// - Throws: `NonFiniteError` if a logit is not finite.
  package init(_ batch: Batch, by predict: Predictor, pooling: [Bags.Pooling]) throws(NonFiniteError) {
    let output = predict(ModelInput(batch, pooling: pooling))
    self.batch = batch
    logits = output.logits.matrix.withUnsafeBufferPointer { Array($0) }
    probabilities = logits.map(clickProbability)
    routings = output.routings
    pruned = output.pruned ?? []
    guard logits.allSatisfy(\.isFinite) else { throw NonFiniteError("a predicted logit") }
  }
}
