import Tensors

/// One vector for each value of each field, fields side by side: e = [e_1; e_2; …], several values pooled.
struct Embedding: Sendable {
  let table: Parameter
  private let dimension: Int
  private let fields: [ModelShape.Field]

  /// Width of its result.
  var outputs: Int { fields.count * dimension }

  init(_ shape: ModelShape, _ settings: ModelSettings, in parameters: Parameters) {
    fields = shape.fields
    dimension = settings.embeddingDimension
    table = parameters.add(
      "embedding.table", [shape.tableRows, dimension], .embedding, .normal(deviation: settings.embeddingDeviation))
  }

  /// - Returns: [n, fields · dimension].
  func callAsFunction(_ bags: Bags, on tape: Tape) -> Value {
    tape.lookup(table, bags)
  }

  /// The columns of the result that belong to a group's fields; nil for all of them, which is what `Perspective.everything` names.
  func columns(of group: String) throws(ModelError) -> [Range<Int>]? {
    let ranges = fields.indices.filter { fields[$0].group == group }.map { $0 * dimension..<($0 + 1) * dimension }
    guard !ranges.isEmpty else {
      if group == Perspective.everything { return nil }
      var names: [String] = []
      for case let name? in fields.map(\.group) where !names.contains(name) { names.append(name) }
      let known =
        names.isEmpty ? "the schema names no groups" : "the schema's groups are \(names.joined(separator: ", "))"
      throw ModelError("no feature is in group '\(group)' to route on; \(known)")
    }
    return ranges
  }
}
