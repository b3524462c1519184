import Tensors

/// The mean cross entropy of clicks, the paper's equation 8.
public struct CrossEntropy: Loss {
  public static let name = "cross-entropy"

  public init() {}

  public func callAsFunction(_ logits: Value, labels: [Float], weights: [Float]?, on tape: Tape) -> Value {
    tape.crossEntropy(logits, labels: labels, weights: weights)
  }
}

extension LossKind {
  public static let crossEntropy = LossKind(CrossEntropy.self)
}
