/// A column of a table that is written, whatever the file's format.
package struct TableColumn: Sendable {
  package enum Kind: Sendable, Equatable {
    case integer, float, text
    /// A column in which nothing stands.
    case nothing
    /// So many floats a row.
    case vector(Int)
  }

  package let name: String
  package let kind: Kind

  package init(_ name: String, _ kind: Kind) { (self.name, self.kind) = (name, kind) }
}

/// A column's cells in some rows.
package enum TableCells {
  case integers([Int])
  /// Of vectors: one row's numbers after another's.
  case floats([Float])
  case texts(TextCells)
  /// In so many rows.
  case nothing(Int)
}
