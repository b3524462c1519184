import Evaluation
import Files

/// A table of text cells that can be printed to a terminal, or pasted as Markdown or CSV.
public struct TextTable: Sendable, Equatable {
  public enum Alignment: Sendable { case left, right }

  public struct Column: Sendable, Equatable {
    public let title: String
    public let alignment: Alignment
    /// What a CSV file calls the values of its cells; by default the title, one value a cell.
    public let names: [String]

    /// A column of names.
    public static func text(_ title: String, name: String? = nil) -> Column {
      Column(title: title, alignment: .left, names: [name ?? title])
    }
    /// A column of numbers, aligned at their last digit.
    public static func number(_ title: String, name: String? = nil) -> Column {
      Column(title: title, alignment: .right, names: [name ?? title])
    }
    /// A column of means with their deviations, which are columns of their own in a CSV file.
    public static func spread(_ title: String) -> Column {
      Column(title: title, alignment: .right, names: [title, "\(title) deviation"])
    }
  }

  public let columns: [Column]
  private var cells: [[TableCell]] = []

  /// The texts of each row.
  public var rows: [[String]] { cells.map { $0.map(\.text) } }

  public init(_ columns: [Column]) { self.columns = columns }

  /// Adds a row with one cell for each column.
  public mutating func add(_ row: [TableCell]) {
    precondition(row.count == columns.count, "one cell for each column")
    precondition(zip(row, columns).allSatisfy { $0.values.count == $1.names.count }, "a value for each of its names")
    cells.append(row)
  }

  /// Adds a row of texts.
  public mutating func add(_ texts: [String]) { add(texts.map(TableCell.text)) }

  /// A terminal's cells end after so many characters: one name of thousands would make every line as long.
  private static let longestCell = 100

  /// The table for a terminal: columns two spaces apart, a rule under the header, a line break after every line.
  public func text() -> String {
    func cell(_ text: String) -> String { Self.printable(Figures.short(text, Self.longestCell)) }
    let titles = columns.map { cell($0.title) }
    let cells = rows.map { $0.map(cell) }
    let widths = columns.indices.map { column in
      ([titles] + cells).map { Self.width($0[column]) }.max() ?? 0
    }
    func line(_ cells: [String]) -> String {
      let padded = columns.indices.map { column in
        let space = String(repeating: " ", count: widths[column] - Self.width(cells[column]))
        return columns[column].alignment == .right ? space + cells[column] : cells[column] + space
      }
      var line = padded.joined(separator: "  ")
      while line.hasSuffix(" ") { line.removeLast() }
      return line + "\n"
    }
    let rule = widths.map { String(repeating: "─", count: $0) }.joined(separator: "  ") + "\n"
    return line(titles) + rule + cells.map(line).joined()
  }

  /// Text of one line in which Markdown sees nothing but text.
  static func markdown(_ text: String) -> String {
    // Scalar by scalar: a mark that is put together with an accent is one character, and still the mark.
    var escaped = String.UnicodeScalarView()
    for scalar in printable(text).unicodeScalars {
      if "|\\`*_<[".unicodeScalars.contains(scalar) { escaped.append("\\") }
      escaped.append(scalar)
    }
    return String(escaped)
  }

  /// The table in GitHub's Markdown.
  public func markdown() -> String {
    func line(_ cells: [String]) -> String {
      "| " + cells.map(Self.markdown).joined(separator: " | ") + " |\n"
    }
    let rule = "|" + columns.map { $0.alignment == .right ? " ---: |" : " --- |" }.joined() + "\n"
    return line(columns.map(\.title)) + rule + rows.map(line).joined()
  }

  /// The table as CSV (RFC 4180, lines ended by a line feed): each cell's values under names that are there once.
  public func csv() -> String {
    func line(_ cells: [String]) -> String { cells.map(CSVCell.quoted).joined(separator: ",") + "\n" }
    return line(Self.unique(columns.flatMap(\.names))) + cells.map { line($0.flatMap(\.values)) }.joined()
  }

  /// The names, of equal ones the second and later with their number: models may be called alike, or as a column is.
  private static func unique(_ names: [String]) -> [String] {
    var taken = Set<String>()
    return names.map { name in
      var (unique, number) = (name, 1)
      while !taken.insert(unique).inserted {
        number += 1
        unique = "\(name) \(number)"
      }
      return unique
    }
  }

  /// The text without control characters: a name from a log must not steer the terminal.
  private static func printable(_ text: String) -> String {
    String(
      String.UnicodeScalarView(
        text.unicodeScalars.map { $0.properties.generalCategory == .control ? "\u{FFFD}" : $0 }))
  }

  /// Terminal cells that the text takes: two for East Asian wide characters and emoji, one for others.
  private static func width(_ text: String) -> Int {
    text.reduce(0) { sum, character in
      let wide = character.unicodeScalars.contains { scalar in
        switch scalar.value {
        case 0x1100...0x115F, 0x2E80...0x303E, 0x3041...0xA4CF, 0xAC00...0xD7A3, 0xF900...0xFAFF, 0xFE30...0xFE4F,
          0xFF00...0xFF60, 0xFFE0...0xFFE6, 0x1F300...0x1FAFF, 0x20000...0x3FFFD:
          true
        default: false
        }
      }
      return sum + (wide ? 2 : 1)
    }
  }
}
