import ClickLog
import ScenarioModels
import Tensors

/// The embeddings that a model learned for the values of a field.
///
/// Of an ensemble those of its members stand side by side: each member's have axes of their own, so that their mean would
/// say nothing, while a dot product of two such rows is the sum of the members' dot products.
public struct FieldEmbeddings: Sendable {
  public let field: Field
  /// Numbers a value: the members' together.
  public let dimension: Int
  /// [the field's rows, dimension], row after row.
  public let vectors: [Float]
  private let index: Int
  private let fields: Int

  fileprivate init(_ tables: [Matrix], _ index: Int, _ encoding: Encoding) {
    let field = encoding.fields[index]
    (self.field, self.index, fields) = (field, index, encoding.fields.count)
    dimension = tables.reduce(0) { $0 + $1.columns }
    vectors = (0..<field.rows).flatMap { row in tables.flatMap { $0.row(field.offset + row) } }
  }

  /// A value's numbers, by its row in the field.
  public subscript(row: Int) -> ArraySlice<Float> { vectors[row * dimension..<(row + 1) * dimension] }

  /// The embeddings of a batch's rows, [n, dimension]: several values pooled as the model does it, zeros for none.
  public func pooled(of batch: Batch) -> [Float] {
    var all = [Float](repeating: 0, count: batch.rows * dimension)
    for row in 0..<batch.rows {
      let bag = row * fields + index
      let places = Int(batch.starts[bag])..<Int(batch.starts[bag + 1])
      let weights = places.map { batch.weights.isEmpty ? 1 : batch.weights[$0] }
      let total = field.pooling == .mean ? weights.reduce(0, +) : 1
      guard total != 0 else { continue }
      for (place, weight) in zip(places, weights) {
        for (i, number) in self[Int(batch.ids[place]) - field.offset].enumerated() {
          all[row * dimension + i] += weight / total * number
        }
      }
    }
    return all
  }
}

extension TrainedModel {
  /// The embeddings of a field.
  ///
  /// - Throws: `LogError` if there is no such field, or the model has no embeddings.
  public func embeddings(of field: String) throws(LogError) -> FieldEmbeddings {
    guard let index = encoding.fields.firstIndex(where: { $0.name == field }) else {
      let hint = NearestNames.hint(for: field, among: encoding.fields.map(\.name))
      throw LogError("no feature \"\(field)\"; \(hint)", file: name)
    }
    let parameters = predictor.parameters
    // Of an ensemble, those of its members have their names before this one.
    let tables = parameters.all.filter {
      $0.name == Embedding.tableName || $0.name.hasSuffix(".\(Embedding.tableName)")
    }
    guard !tables.isEmpty else { throw LogError("\(kind.title) has no embeddings", file: name) }
    return FieldEmbeddings(tables.map { parameters[$0] }, index, encoding)
  }
}
