import Tensors

/// A model before it is built: what it would need, at the price of no memory. However large it is, nothing overflows.
public struct ModelPlan {
  /// What a model is opened for.
  public enum Use: Sendable {
    case training
    case inference
  }

  /// Names, shapes and roles of its tensors.
  public let parameters: Parameters
  /// For what it costs; it cannot be run.
  public let model: any ScenarioModel

  /// - Throws: `ModelError` where settings and shape do not fit.
  public init(_ kind: ModelKind, for shape: ModelShape, _ settings: ModelSettings) throws(ModelError) {
    parameters = .plan()
    model = try kind.model(for: shape, settings, in: parameters)
  }

  /// How many numbers training changes by gradients; `Int.max` if they are too many for an `Int`.
  public var learned: Int {
    .saturatingSum([Parameters.Role.embedding, .shared, .specific, .other].map { parameters.count(of: $0) })
  }

  /// Bytes that the model needs, to within small change; nil if the number has no room in an `Int`.
  ///
  /// In training: weights, their moments (of embeddings the second alone), gradients, and a batch's activations with theirs.
  /// In inference: weights, what follows from them and is kept (`DerivedMatrices`), and a batch's activations. In both the
  /// weights once more, as they come from a file while there are others.
  ///
  /// - Parameters:
  ///   - rows: of a batch.
  ///   - redrawsEmbeddings: whether training has new embeddings beside the old ones now and then.
  public func memoryNeed(_ use: Use, rows: Int, redrawsEmbeddings: Bool = false) -> Int? {
    func count(_ roles: [Parameters.Role]) -> Int { .saturatingSum(roles.map { parameters.count(of: $0) }) }
    let (embeddings, others) = (count([.embedding]), count([.shared, .specific, .other, .state]))
    // Blocks of memory are up to an eighth larger than what is in them (`BufferPool`).
    let activations = Int.saturatingProduct([rows, model.cost.activations, 9]) / 8
    let copies: (embeddings: Int, others: Int, activations: Int) =
      switch use {
      case .training: (redrawsEmbeddings ? 4 : 3, 5, 2)
      case .inference: (2, 2, 1)
      }
    let numbers = Int.saturatingSum([
      .saturatingProduct([copies.embeddings, embeddings]), .saturatingProduct([copies.others, others]),
      .saturatingProduct([copies.activations, activations]),
    ])
    let bytes = Int.saturatingProduct([MemoryLayout<Float>.size, numbers])
    return bytes == .max ? nil : bytes
  }
}
