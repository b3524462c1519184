import Tensors

/// A model's results for a batch, in the batch's order.
public struct ModelOutput {
  /// [n, 1]; the probability of a click is its sigmoid.
  public let logits: Value
  /// Where rows were routed to from each perspective, for a model that routes.
  public let routings: [Routing]
  /// For a model that prunes: how many of each layer's gates are 0, and of how many.
  public let pruned: [(zeros: Int, of: Int)]?
  /// What the model adds to the loss. Its gradient is on the tape already.
  public let penalty: Double

  public init(
    logits: Value, routings: [Routing] = [], pruned: [(zeros: Int, of: Int)]? = nil, penalty: Double = 0
  ) {
    self.logits = logits
    self.routings = routings
    self.pruned = pruned
    self.penalty = penalty
  }

  /// From the first perspective.
  public var routing: Routing? { routings.first }
}
