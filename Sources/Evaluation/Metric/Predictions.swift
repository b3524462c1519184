/// A model's predictions on labelled rows, all that an evaluation needs to know. One entry for each of n rows.
public struct Predictions: Sendable {
  /// Predicted click probabilities in 0...1. Whoever sets them does not say the logits, which are unknown from then on.
  public var probabilities: [Float] { didSet { logits = nil } }
  /// What the probabilities are the sigmoid of, for what a probability's Float rounds away near 0 and 1; nil where only those are
  /// known.
  public private(set) var logits: [Float]?
  /// 1 for a click and 0 for none; of counts and probabilities the share of the row that is clicked, 0...1.
  public var labels: [Float]
  public var labelForm: LabelForm
  /// How much each row counts; nil where all count the same. Where labels are counts, the impressions that it stands for,
  /// times its weight if it has one.
  public var weights: [Float]?
  /// Indices into `scenarioNames`; −1 for a scenario that training never saw.
  public var scenarios: [Int32]
  public var scenarioNames: [String]
  /// Session numbers, negative for a row of no session; nil when the log has no sessions.
  public var sessions: [Int32]?
  /// Where rows were routed to from each perspective; empty for a model without clusters.
  public var perspectives: [RowClusters]
  /// Of each layer's neuron gates, the share that is 0; nil for a model that does not prune.
  public var sparsity: [Double]?

  public init(
    probabilities: [Float], logits: [Float]? = nil, labels: [Float], labelForm: LabelForm = .binary,
    weights: [Float]? = nil,
    scenarios: [Int32], scenarioNames: [String], sessions: [Int32]? = nil, perspectives: [RowClusters] = [],
    sparsity: [Double]? = nil
  ) {
    precondition(probabilities.count == labels.count, "one label for each probability")
    precondition(logits.map { $0.count == labels.count } ?? true, "one logit for each probability")
    precondition(weights.map { $0.count == labels.count } ?? true, "one weight for each probability")
    precondition(probabilities.count == scenarios.count, "one scenario for each probability")
    precondition(sessions.map { $0.count == labels.count } ?? true, "one session for each probability")
    precondition(perspectives.allSatisfy { $0.clusters.count == labels.count }, "one cluster for each probability")
    self.probabilities = probabilities
    self.logits = logits
    self.labels = labels
    self.labelForm = labelForm
    self.weights = weights
    self.scenarios = scenarios
    self.scenarioNames = scenarioNames
    self.sessions = sessions
    self.perspectives = perspectives
    self.sparsity = sparsity
  }

  /// Whether there are metrics by weight beside those in which all rows count the same. Not of counts: what a row counts
  /// there is known as one number, impressions and weight in it, which its metrics are by.
  public var hasWeightedMetrics: Bool { weights != nil && labelForm != .counts }

  /// The impressions that rows stand for; nil where labels are no counts.
  func impressions(_ mass: ClickMass) -> Int? { labelForm == .counts ? Int(mass.all.rounded()) : nil }
}
