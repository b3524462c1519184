import Tensors

/// What can be chosen about a model; the defaults are the paper's (section 3.1.3).
public struct ModelSettings: Sendable, Equatable {
  public var embeddingDimension = 16
  /// Standard deviation of the first embeddings.
  public var embeddingDeviation = 0.01
  /// Units of the tower's hidden layers, with ReLU.
  public var hidden = [512, 256, 128, 64, 32]
  /// Share of each hidden layer's units that training drops.
  public var dropout = 0.0
  /// K
  public var clusters = 9
  /// The group of features that rows are routed on, or several with commas between, each with K centres of its own; nil
  /// for all features.
  public var routeOn: String?
  /// Whether a row visits its nearest cluster or its two nearest.
  public var assignment = Assignment.hard
  /// How many of ADL's first hidden layers are the same for all clusters.
  public var sharedLayers = 0
  /// How rows are routed.
  public var router = RouterForm.adaptive
  /// τ of the adaptive router: cosines are divided by it. Cosines of many sphered fields differ by some hundredths.
  public var routingTemperature = 0.02
  /// I, iterations of the router as printed on each batch.
  public var routingIterations = 3
  /// β, the weight of the inherited centre in the moving average (equation 5).
  public var routingMomentum = 0.9
  /// E, HMoE's experts; 0 for one per scenario.
  public var experts = 0
  /// PLE's extraction levels, among which the hidden layers are shared out.
  public var levels = 2
  /// S, PLE's shared experts in each level.
  public var sharedExperts = 1
  /// Whether STAR normalises its inputs by scenario.
  public var partitionedNormalisation = true
  /// Whether STAR adds the score of an auxiliary network that sees the scenario.
  public var auxiliaryNetwork = true
  /// How AdaSparse weighs neurons.
  public var sparseForm = NeuronGate.fusion
  /// Deals rows to clusters in turn after having routed them. For timing only: equal clusters, whatever the routing.
  public var dealsRowsInTurn = false

  public init() {}
}
