/// Takes the rows of a table for a file of some format.
package protocol TableWriter: AnyObject {
  /// Adds rows.
  ///
  /// - Parameter cells: of each column.
  func append(_ cells: [TableCells], rows: Int) throws
}
