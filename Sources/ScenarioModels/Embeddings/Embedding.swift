import Tensors

/// One vector for each value of each field, fields side by side, several values pooled; behind them those of the row's running
/// statistics, if the log has any: e = [e_1; e_2; …; s_1 v_1; …].
public struct Embedding: Sendable {
  /// What the table is called among a model's tensors.
  public static let tableName = "embedding.table"

  /// [all fields' values, dimension]
  public let table: Parameter
  /// Width of one field's vector.
  public let dimension: Int
  private let fields: [ModelShape.Field]
  private let numbers: NumberEmbedding?

  /// Width of its result.
  public var outputs: Int { fields.count * dimension + (numbers?.outputs ?? 0) }
  /// The result, and once more with its rows in another order.
  public var cost: Cost { Cost(activations: .saturatingProduct([2, outputs])) }

  /// Adds the tensor `embedding.table`, and `embedding.statistics` for a log that has some.
  public init(_ shape: ModelShape, _ settings: NetworkSettings, in parameters: Parameters) {
    fields = shape.fields
    dimension = settings.embeddingDimension
    table = parameters.add(
      Self.tableName, [shape.tableRows, dimension], .embedding, .normal(deviation: settings.embeddingDeviation))
    numbers = NumberEmbedding("embedding.statistics", shape, settings, in: parameters)
  }

  /// - Returns: [n, `outputs`].
  public func callAsFunction(_ input: ModelInput, on tape: Tape) -> Value {
    let e = tape.lookup(table, input.bags)
    guard let numbers else { return e }
    return tape.joined(e, numbers(input.numbers, on: tape))
  }

  /// The columns of the result that are of values; nil if all are.
  public var ofValues: [Range<Int>]? { numbers == nil ? nil : [0..<fields.count * dimension] }

  /// The columns of the result that belong to the fields of a group; nil if there are none.
  public func columns(of group: String) -> [Range<Int>]? {
    let ranges = fields.indices.filter { fields[$0].group == group }.map { $0 * dimension..<($0 + 1) * dimension }
    return ranges.isEmpty ? nil : ranges
  }

  /// The groups that fields are in, in the order of their first fields.
  public var groups: [String] {
    var names: [String] = []
    for case let name? in fields.map(\.group) where !names.contains(name) { names.append(name) }
    return names
  }
}
