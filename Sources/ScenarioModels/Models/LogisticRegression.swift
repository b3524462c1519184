import Tensors

/// Logistic regression (as in Richardson et al., WWW 2007): ŷ = σ(b + Σ_f w_f + Σ_j u_j s_j), a weight for each value of each
/// field and for each of the row's running statistics.
///
/// Nothing stands between a weight and the logit, so that steps of a network's size are small for it: with Adam's usual
/// 0.001 it still rises after ten passes. Values' weights learn five times as fast (docs/Models.md).
public struct LogisticRegression: ScenarioModel {
  public static let name = "lr"
  public static let title = "LR"
  public static let hasTower = false
  public static let unseenScenario = "as with any: it does not look at the scenario"

  let linear: LinearTerm

  public init(_ shape: ModelShape, _ settings: ModelSettings, in parameters: Parameters) {
    linear = LinearTerm(shape, settings.network, learningRateFactor: 5, in: parameters)
  }

  public var cost: Cost { linear.cost }

  public func callAsFunction(_ input: ModelInput, on tape: Tape) -> ModelOutput {
    ModelOutput(logits: linear(input, on: tape))
  }
}

extension ModelKind {
  public static let lr = ModelKind(LogisticRegression.self)
}
