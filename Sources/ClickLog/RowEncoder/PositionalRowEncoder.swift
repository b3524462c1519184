/// Encodes rows given as arrays of values whose columns are known beforehand, such as the header of a request.
///
/// Made by `RowEncoder.positional(_:)`. As an encoder of named rows, it may be used by many threads at once.
public struct PositionalRowEncoder: Sendable {
  /// The columns of every row, in order.
  public let names: [String]

  private let encoder: RowEncoder
  /// Of each of the encoder's columns, its place in a row; nil for one that rows do not have.
  private let places: [Int?]

  init(_ encoder: RowEncoder, names: [String]) throws(RowError) {
    self.encoder = encoder
    self.names = names
    var places = [Int?](repeating: nil, count: encoder.names.count)
    var seen: Set<String> = []
    for (place, name) in names.enumerated() {
      guard seen.insert(name).inserted else { throw RowError(.repeatedName, column: name) }
      if let column = encoder.placeOfName[name] { places[column] = place }
    }
    if encoder.unknownNames == .refused { try encoder.checkNames(names) }
    self.places = places
    guard encoder.missingColumns == .refused else { return }
    for source in encoder.scenario + encoder.fields.map(\.source) + encoder.keys.joined()
    where places[source.column] == nil {
      let needed = source.joined.map { encoder.tables[$0.table].key } ?? source.column
      guard places[needed] != nil else { throw RowError(.missing, column: encoder.names[needed]) }
    }
  }

  /// Encodes rows in their order, each with one value for each of `names`; see `RowEncoder.batch(of:)`.
  public func batch(of rows: [[RowValue]]) throws(RowError) -> Batch {
    var writer = RowWriter(encoder, rows: rows.count)
    for (number, row) in rows.enumerated() {
      guard row.count == names.count else {
        throw RowError(.valueCount(expected: names.count, found: row.count), row: number + 1)
      }
      for (column, place) in places.enumerated() { if let place { writer.given[column] = row[place] } }
      try writer.append(row: number + 1)
    }
    return writer.batch()
  }
}
