import Tensors

/// One vector for each value of each field, fields side by side: e = [e_1; e_2; …], several values pooled.
public struct Embedding: Sendable {
  /// [all fields' values, dimension]
  public let table: Parameter
  /// Width of one field's vector.
  public let dimension: Int
  private let fields: [ModelShape.Field]

  /// Width of its result.
  public var outputs: Int { fields.count * dimension }
  /// The result, and once more with its rows in another order.
  public var cost: Cost { Cost(activations: .saturatingProduct([2, outputs])) }

  /// Adds the tensor `embedding.table`.
  public init(_ shape: ModelShape, _ settings: NetworkSettings, in parameters: Parameters) {
    fields = shape.fields
    dimension = settings.embeddingDimension
    table = parameters.add(
      "embedding.table", [shape.tableRows, dimension], .embedding, .normal(deviation: settings.embeddingDeviation))
  }

  /// - Returns: [n, fields · dimension].
  public func callAsFunction(_ bags: Bags, on tape: Tape) -> Value {
    tape.lookup(table, bags)
  }

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
