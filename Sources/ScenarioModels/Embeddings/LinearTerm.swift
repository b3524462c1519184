import Tensors

/// z = b + Σ_f w_f + Σ_j u_j s_j: a weight for each value of each field, which is an embedding of width one and pooled as
/// embeddings are, and one for each of the row's running statistics s. Weights start at zero, so that at first every row has
/// the bias.
public struct LinearTerm: Sendable {
  /// w, [all fields' values, 1]
  private let table: Parameter
  /// b, [1]
  private let bias: Parameter
  /// u, [numbers, 1]; nil where a row has none.
  private let weights: Parameter?
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
    let numbers = settings.numbers(of: shape)
    weights = numbers == 0 ? nil : parameters.add("linear.statistics", [numbers, 1], .other, .constant(0))
    fields = shape.fields.count
  }

  /// The weights looked up and their sum. Sorting the ids for the gradient takes more than these: eight numbers for each,
  /// which are half in training, where activations count twice. Then the numbers, their product and both together.
  public var cost: Cost {
    let values = Cost(activations: .saturatingSum([.saturatingProduct([5, fields]), 1]))
    guard let numbers = weights?.shape.first else { return values }
    return values + .product(numbers, 1) + Cost(activations: .saturatingSum([numbers, 1]))
  }

  /// - Returns: [n, 1].
  public func callAsFunction(_ input: ModelInput, on tape: Tape) -> Value {
    let (values, b) = (tape.lookup(table, input.bags), tape.value(of: bias))
    guard let weights else { return tape.rowSums(values, plus: b) }
    let numbers = tape.constant(input.numbers, rows: input.bags.rows, columns: weights.shape[0])
    return tape.add(tape.rowSums(values), tape.linear(numbers, tape.value(of: weights), b))
  }
}
