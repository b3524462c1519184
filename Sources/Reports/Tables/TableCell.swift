import Evaluation

/// A cell of a table: the text that people read, and what a CSV file has in its place.
public struct TableCell: Sendable, Equatable {
  public let text: String
  /// One for each of the column's names (`TextTable.Column.names`): numbers with all their digits, without units, marks and
  /// percent signs; empty for what is not known.
  public let values: [String]

  public init(_ text: String, values: [String]) { (self.text, self.values) = (text, values) }

  /// A name, or a number that is written alike for both.
  public static func text(_ text: String) -> TableCell { TableCell(text, values: [text]) }

  /// A number, and its text.
  public static func number(_ value: Double?, _ text: (Double?) -> String) -> TableCell {
    TableCell(text(value), values: [raw(value)])
  }

  /// A whole number, and its text.
  public static func count(_ value: Int?, _ text: (Int) -> String = Figures.count) -> TableCell {
    TableCell(value.map(text) ?? Figures.missing, values: [value.map(String.init) ?? ""])
  }

  /// A mean and its deviation, such as 0.7301 ± 0.0011, for a column of `Column.spread`.
  public static func spread(_ spread: Spread?, _ text: (Double?) -> String) -> TableCell {
    TableCell(
      text(spread?.mean) + (spread?.standardDeviation.map { " ± \(text($0))" } ?? ""),
      values: [raw(spread?.mean), raw(spread?.standardDeviation)])
  }

  /// Nothing, in a column of so many names.
  public static func missing(names: Int = 1) -> TableCell {
    TableCell(Figures.missing, values: [String](repeating: "", count: names))
  }

  /// The fewest digits that read back as the same number.
  private static func raw(_ value: Double?) -> String { value.map { $0.isFinite ? "\($0)" : "" } ?? "" }
}
