import ClickLog

/// Columns of the input that go beside its predictions, for joins: of a log the text that stands there, of a prepared store
/// the values of its vocabulary.
public struct InputColumns {
  /// The columns that predictions have themselves.
  static let ofPredictions = ["row", "probability", "cluster", "scenario"]

  /// What they are called beside the predictions: by their names, with `input.` before that of a prediction's own column.
  public let names: [String]
  private let text: (Batch) throws -> [TextCells]

  /// The columns' cells in the rows of a batch.
  ///
  /// Batches are asked for in the order of the input, each row once.
  func cells(of batch: Batch) throws -> [TextCells] { try text(batch) }

  /// - Throws: `LogError` if one is asked for twice.
  private init(_ columns: [String], text: @escaping (Batch) throws -> [TextCells]) throws {
    names = columns.map { Self.ofPredictions.contains($0) ? "input.\($0)" : $0 }
    var seen: Set<String> = []
    if let twice = names.first(where: { !seen.insert($0).inserted }) {
      throw LogError("expected each column once, found \"\(twice)\" again")
    }
    self.text = text
  }

  /// Any columns of a log or its side tables.
  init(_ columns: [String], of log: LogSource, schema: Schema) throws {
    let carried = try CarriedColumns(columns, of: log, schema: schema)
    try self.init(columns) { try carried.cells(ofRows: $0.rowNumbers.prefix($0.rows)) }
  }

  /// Columns of a store, which are those of features whose values are kept.
  init(_ columns: [String], of encoding: Encoding, store: String) throws {
    let features = zip(encoding.schema.features, encoding.fields).enumerated()
    let fields = try columns.map { column in
      let kept = features.first { $0.element.0.column == column && $0.element.1.keepsValues }
      guard let kept else {
        let known = features.filter { $0.element.1.keepsValues }.map(\.element.0.column)
        throw LogError(
          "a store does not keep the text of \"\(column)\", but only values of features that have a vocabulary; give the log "
            + "itself, or one of: \(known.joined(separator: ", "))", file: store)
      }
      return kept.offset
    }
    try self.init(columns) { batch in fields.map { Self.values(ofField: $0, encoding, batch) } }
  }

  /// The values of a field in a batch; several ones stand between the separator of its lists.
  private static func values(ofField index: Int, _ encoding: Encoding, _ batch: Batch) -> TextCells {
    let field = encoding.fields[index]
    let separator = if case .several(_, let list) = field.coding { list.separator } else { "" }
    var cells = TextCells()
    for row in 0..<batch.rows {
      let bag = row * encoding.fields.count + index
      let ids = batch.ids[Int(batch.starts[bag])..<Int(batch.starts[bag + 1])]
      cells.append(ids.map { field.value(ofRow: Int($0) - field.offset) }.joined(separator: separator))
    }
    return cells
  }
}

extension DataSource {
  /// Columns of this log, to go beside its predictions.
  ///
  /// - Parameter encoding: of the run that predicts.
  /// - Throws: `LogError` for a column that is not there, or is asked for twice.
  public func columns(_ names: [String], coding encoding: Encoding) throws -> InputColumns {
    guard let log else { return try InputColumns(names, of: encoding, store: name) }
    return try InputColumns(names, of: log, schema: encoding.schema)
  }
}
