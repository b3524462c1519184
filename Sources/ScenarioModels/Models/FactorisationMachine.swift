import Tensors

/// Factorisation machine (Rendle, ICDM 2010): ŷ = σ(b + Σ_f w_f + Σ_j u_j s_j + Σ_{f<g} ⟨e_f, e_g⟩), where each value of each
/// field has a weight and a vector of factors. So has each of the row's running statistics, which scales both: e_j = s_j v_j is
/// among the e. A field's values are pooled before: they do not interact among themselves.
public struct FactorisationMachine: ScenarioModel {
  public static let name = "fm"
  public static let title = "FM"
  public static let hasTower = false
  public static let unseenScenario = "as with any: it does not look at the scenario"

  let linear: LinearTerm
  let embedding: Embedding

  public init(_ shape: ModelShape, _ settings: ModelSettings, in parameters: Parameters) {
    linear = LinearTerm(shape, settings.network, in: parameters)
    var factors = settings.network
    // Vectors that are multiplied by one another are of one width.
    factors.statisticsDimension = factors.embeddingDimension
    embedding = Embedding(shape, factors, in: parameters)
  }

  /// The interactions need the vectors' sum, and are added to the linear term.
  public var cost: Cost {
    linear.cost + embedding.cost + Cost(activations: .saturatingSum([embedding.dimension, 2]))
  }

  public func callAsFunction(_ input: ModelInput, on tape: Tape) -> ModelOutput {
    let pairs = tape.pairwiseInteractions(embedding(input, on: tape), width: embedding.dimension)
    return ModelOutput(logits: tape.add(linear(input, on: tape), pairs))
  }
}

extension ModelKind {
  public static let fm = ModelKind(FactorisationMachine.self)
}
