import Tensors

/// z = b + Σ_f w_f + Σ_j u_j s_j: a weight for each value of each field, which is an embedding of width one and pooled as
/// embeddings are, and one for each of the row's running statistics s. Weights start at zero, so that at first every row has
/// the bias.
public struct LinearTerm: Sendable {
  /// w, [all fields' values, 1]
  private let table: Parameter
  /// b, [1]
  private let bias: Parameter
  /// u
  private let numbers: NumberEmbedding?
  private let fields: Int

  /// Adds the tensors `linear.table`, `linear.bias` and, for a log that has some, `linear.statistics`.
  ///
  /// - Parameter learningRateFactor: what the learning rate of the values' weights is multiplied by.
  public init(
    _ shape: ModelShape, _ settings: NetworkSettings, learningRateFactor: Double = 1, in parameters: Parameters
  ) {
    table = parameters.add(
      "linear.table", [shape.tableRows, 1], .embedding, .constant(0), learningRateFactor: learningRateFactor)
    bias = parameters.add("linear.bias", [1], .other, .constant(shape.outputBias))
    numbers = NumberEmbedding(weights: "linear.statistics", shape, settings, in: parameters)
    fields = shape.fields.count
  }

  /// The weights looked up, the numbers' and their sum. Sorting the ids for the gradient takes more than these: eight numbers
  /// for each, which are half in training, where activations count twice.
  public var cost: Cost {
    Cost(
      activations: .saturatingSum([
        .saturatingProduct([5, fields]), .saturatingProduct([2, numbers?.outputs ?? 0]), 1,
      ]))
  }

  /// - Returns: [n, 1].
  public func callAsFunction(_ input: ModelInput, on tape: Tape) -> Value {
    var terms = tape.lookup(table, input.bags)
    if let numbers { terms = tape.joined(terms, numbers(input.numbers, on: tape)) }
    return tape.rowSums(terms, plus: tape.value(of: bias))
  }
}
