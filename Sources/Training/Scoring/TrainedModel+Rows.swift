import ClickLog
import Foundation

/// Scores of rows given in memory, as names and values: no store, no file. Each has the bits that scoring the same row of a
/// log gives.
///
///     let model = try TrainedModel(contentsOf: folder)
///     let p = try model.probability(of: ["user_id": "7", "page": "home", "tags": ["a", "b"], "price": 12.5])
extension TrainedModel {
  /// This model with the side tables of its schema in memory: a row names a user and an item, their columns are looked up.
  ///
  /// - Parameter folder: where the tables' paths begin, as those of a log in this folder do.
  /// - Throws: `LogError` if a table is not there or has a row that cannot be read.
  public func joining(tables folder: URL) throws -> TrainedModel {
    var model = self
    model.rows = try RowEncoder(encoding, tables: folder)
    model.rows.missingColumns = rows.missingColumns
    model.rows.unknownNames = rows.unknownNames
    return model
  }

  /// The scores of rows, in their order.
  ///
  /// - Throws: `RowError` naming the row and the column that is missing, unknown or unreadable; `NonFiniteError`.
  public func scores(of rows: [[String: RowValue]]) throws -> [Score] { try scores(of: self.rows.batch(of: rows)) }

  /// The score of a row.
  ///
  /// - Throws: as `scores(of:)`.
  public func score(of row: [String: RowValue]) throws -> Score { try scores(of: [row])[0] }

  /// The probability that a row is clicked, in 0...1 without its ends.
  ///
  /// - Throws: as `scores(of:)`.
  public func probability(of row: [String: RowValue]) throws -> Float { try score(of: row).probability }
}
