import Tensors

/// Embeddings that saw no click: drawn once for each value, never trained. Rows with the same values are near one another in
/// them, and that is all that they say.
///
/// No table holds them (`Workspace.drawnLookup`), so they cost no memory, and a value that the log gains later has its own.
public struct DrawnEmbedding: Sendable {
  /// What all is drawn from, [4].
  private let seed: Parameter
  private let firstRows: [Int32]
  private let dimension: Int

  /// Adds the state `name`.
  init(_ name: String, _ shape: ModelShape, _ settings: NetworkSettings, in parameters: Parameters) {
    seed = parameters.add(name, [4], .state, .normal(deviation: 1))
    firstRows = shape.fields.map { Int32($0.firstRow) }
    dimension = settings.embeddingDimension
  }

  var cost: Cost { Cost(activations: .saturatingProduct([firstRows.count, dimension])) }

  /// - Returns: [n, fields · dimension].
  func callAsFunction(_ bags: Bags, on tape: Tape) -> Matrix {
    let seed = tape.parameters[seed].row(0).reduce(UInt64(0)) { ($0 << 16) ^ UInt64($1.bitPattern) }
    return tape.workspace.timed(.routing) {
      tape.workspace.drawnLookup(bags, seed: seed, firstRows: firstRows, dimension: dimension)
    }
  }
}
