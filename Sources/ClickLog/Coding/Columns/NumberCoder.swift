import Files

/// Numbers; NaN where there is none.
final class NumberCoder: ColumnCoder {
  /// Which numbers may stand in a cell.
  enum Range: Sendable, Hashable {
    case number
    /// From 0 on, and never missing.
    case weight
    /// From 0 to 1, and never missing.
    case probability

    /// What a cell must be.
    var words: String {
      switch self {
      case .number: "a number"
      case .weight: "a number from 0 on"
      case .probability: "a number from 0 to 1"
      }
    }
  }

  private let numbers = Box([Double]())
  private let range: Range
  /// The cell that could not be read.
  private let refused = Box("")
  private let decimalComma: Bool

  init(_ range: Range, decimalComma: Bool) {
    self.range = range
    self.decimalComma = decimalComma
  }

  /// The number of the row that was appended last.
  var last: Double { numbers.value.last ?? .nan }

  var expected: String { "expected \(range.words)\(hint)" }

  /// How to say what was found there, where that is likely.
  private var hint: String {
    let text = refused.value
    if decimalComma { return " with a decimal comma" }
    if text.utf8.count <= 3, !text.isEmpty, !text.contains(where: { $0.isLetter || $0.isNumber }) {
      return " (what stands for a missing one is named like format: {missing: [\"\(text)\"]})"
    }
    let parts = text.split(separator: ",", omittingEmptySubsequences: false)
    if parts.count == 2, parts.allSatisfy({ !$0.isEmpty && $0.allSatisfy { $0.isNumber || $0 == "-" } }) {
      return " (a comma before decimals is named so: format: {decimal: \",\"})"
    }
    return ""
  }

  func append(_ cell: Cell) -> UInt64? {
    guard let number = Self.number(cell, decimalComma: decimalComma) else {
      refused.value = String(decoding: cell.prefix(40), as: UTF8.self)
      return nil
    }
    switch range {
    case .number: break
    case .weight: guard number >= 0, number.isFinite else { return nil }
    case .probability: guard number >= 0, number <= 1 else { return nil }
    }
    numbers.value.append(number)
    return ByteHash.hash(number.isNaN ? Double.nan.bitPattern : number.bitPattern)
  }

  func keep(rows: Int) { numbers.value.removeLast(max(0, numbers.value.count - rows)) }

  func write(to file: SectionWriter) throws {
    try file.appendNothing(2)
    try file.append(numbers.value)
    try file.appendNothing(2)
  }

  /// A cell's number, NaN where there is none; nil if it cannot be read.
  @inline(__always)
  static func number(_ cell: Cell, decimalComma: Bool) -> Double? {
    switch decimalComma ? Numbers.readWithComma(cell) : Numbers.read(cell) {
    case .number(let number): number
    case .missing: .nan
    case .unreadable: nil
    }
  }
}
