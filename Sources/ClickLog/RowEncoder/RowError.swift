/// What is wrong with a row given in memory: one value, or one name.
public struct RowError: Error, Equatable, Sendable, CustomStringConvertible {
  public enum Problem: Equatable, Sendable {
    /// There is no value for this column, which the encoding needs.
    case missing
    /// The encoding has no such column; up to three that are named like it, nearest first.
    case unknownName(nearest: [String])
    /// The column is named twice.
    case repeatedName
    /// The row has another number of values than there are columns.
    case valueCount(expected: Int, found: Int)
    /// The value cannot be read: what was expected, such as `a number`, and the value's text, cut off after 40 bytes.
    case unreadable(expected: String, found: String)
  }

  /// The row's place among those given, from 1; nil where all rows have the same columns and one of these is wrong.
  public var row: Int?
  /// The column; nil where the row as a whole is wrong.
  public var column: String?
  public var problem: Problem

  public init(_ problem: Problem, row: Int? = nil, column: String? = nil) {
    self.problem = problem
    self.row = row
    self.column = column
  }

  /// One line, like `row 3, column price: expected a number, found "abc"`.
  public var description: String { LogError(words, row: row, column: column.map(NearestNames.short)).description }

  private var words: String {
    switch problem {
    case .missing: "expected a value, found none"
    case .unknownName(let nearest):
      "no such column in the encoding"
        + (nearest.isEmpty ? "" : "; did you mean \(nearest.map { "\"\($0)\"" }.joined(separator: " or "))?")
    case .repeatedName: "expected each column once, found it again"
    case .valueCount(let expected, let found): "expected \(expected) values, found \(found)"
    case .unreadable(let expected, let found): "expected \(expected), found \(found)"
    }
  }
}

extension RowValue {
  /// The value as error lines show it.
  var shown: String {
    switch self {
    case .list: return "a list"
    case .missing: return "none"
    case .text, .number, .integer, .flag:
      var scratch: [UInt8] = []
      let text = withCell(separator: nil, &scratch) { String(decoding: $0.prefix(40), as: UTF8.self) }
      return "\"\(text ?? "")\""
    }
  }
}
