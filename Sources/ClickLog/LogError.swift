import Files

/// What is wrong with a log, a schema, a vocabulary or a store, as one line for the one who wrote it.
///
/// Everything that a user can get wrong throws this, and nothing else; the program prints `description` and exits 2.
/// `row` is the data row of that file, from 1 (the header is none); `line` is the line of text, from 1. They differ
/// by one in a plain file, and by more where quoted values run over lines or lines are blank.
public struct LogError: Error, Equatable, Sendable, Codable, CustomStringConvertible {
  /// The file's name, as the user knows it.
  public var file: String?
  public var row: Int?
  public var line: Int?
  public var column: String?
  /// What was expected, and what was found.
  public var problem: String
  /// What helps, where something can be done; no part of `description`.
  public var remedy: Remedy?

  public init(
    _ problem: String, file: String? = nil, row: Int? = nil, line: Int? = nil, column: String? = nil,
    remedy: Remedy? = nil
  ) {
    self.problem = problem
    self.remedy = remedy
    self.file = file
    self.row = row
    self.line = line
    self.column = column
  }

  /// A file of a store or an encoding that cannot be used.
  init(_ error: ReadError) { self.init(error.problem, file: error.file) }

  public var description: String {
    var place: [String] = []
    if let file { place.append(file) }
    switch (row, line) {
    case (let row?, let line?): place.append("row \(row) (line \(line))")
    case (let row?, nil): place.append("row \(row)")
    case (nil, let line?): place.append("line \(line)")
    case (nil, nil): break
    }
    if let column { place.append("column \(column)") }
    return Self.shortLine(place.isEmpty ? problem : place.joined(separator: ", ") + ": " + problem)
  }

  /// A line that people can read, whatever the data put into it.
  public static func shortLine(_ text: String) -> String { line(short(text)) }

  /// Cells, names and paths come from the user's data: in this, one line stays one line, and no terminal is steered.
  public static func line(_ text: String) -> String {
    String(String.UnicodeScalarView(text.unicodeScalars.map { breaksLines($0) ? " " : $0 }))
  }

  private static func breaksLines(_ scalar: Unicode.Scalar) -> Bool {
    switch scalar.properties.generalCategory {
    case .control, .lineSeparator, .paragraphSeparator: true
    default: false
    }
  }

  /// A line is read by people, and a cell may be megabytes long: the middle of such a line is left out.
  private static func short(_ text: String) -> String {
    let most = 500
    // Scalars, as a single character may be as long as any text.
    let scalars = text.unicodeScalars
    guard scalars.count > 2 * most else { return text }
    return String(scalars.prefix(most)) + " … " + String(scalars.suffix(most))
  }
}
