/// Takes the cells of one column in row order and keeps them coded; one subclass a kind of coding.
class ColumnCoder {
  /// What an error line says was expected, when `append` returned false.
  var expected: String { "" }

  /// Codes the next row's cell; false if it cannot be read.
  func append(_ cell: Cell) throws -> Bool { true }
}

/// Single values: each row holds the code of its distinct value.
final class IDCoder: ColumnCoder {
  private(set) var values = Interner()
  let codes: Spool<UInt32>
  /// Every value must be a number (as in a column that a split compares with numbers).
  private let numbersOnly: Bool

  init(_ codes: Spool<UInt32>, numbersOnly: Bool = false) {
    self.codes = codes
    self.numbersOnly = numbersOnly
  }

  override var expected: String { "expected a number, as the limits of the split are" }

  override func append(_ cell: Cell) throws -> Bool {
    let code = values.intern(cell)
    // A value is looked at once, when it is first seen.
    if numbersOnly, Int(code) == lastChecked {
      lastChecked += 1
      guard case .number = Numbers.read(cell) else { return false }
    }
    try codes.append(code)
    return true
  }

  private var lastChecked = 0
}

/// Several values a row, spaces around them left away: row r holds `codes[starts[r] ..< starts[r + 1]]`.
final class ListCoder: ColumnCoder {
  private(set) var distinct = Interner()
  let starts: Spool<UInt64>
  let codes: Spool<UInt32>
  private let separator: UInt8
  private static let space = UInt8(ascii: " ")

  init(starts: Spool<UInt64>, codes: Spool<UInt32>, separator: UInt8) throws {
    self.starts = starts
    self.codes = codes
    self.separator = separator
    try starts.append(0)
  }

  override func append(_ cell: Cell) throws -> Bool {
    var first = 0
    while first < cell.count {
      var last = first
      while last < cell.count, cell[last] != separator { last += 1 }
      let next = last + 1
      while first < last, cell[first] == Self.space { first += 1 }
      while last > first, cell[last - 1] == Self.space { last -= 1 }
      // Nothing between two separators is no value.
      if last > first { try codes.append(distinct.intern(Cell(rebasing: cell[first..<last]))) }
      first = next
    }
    try starts.append(UInt64(codes.count))
    return true
  }
}

/// Numbers; NaN where there is none.
final class NumberCoder: ColumnCoder {
  let numbers: Spool<Double>
  init(_ numbers: Spool<Double>) { self.numbers = numbers }

  override var expected: String { "expected a number" }

  override func append(_ cell: Cell) throws -> Bool {
    switch Numbers.read(cell) {
    case .number(let number): try numbers.append(number)
    case .missing: try numbers.append(.nan)
    case .unreadable: return false
    }
    return true
  }
}

/// Points in time, for a split by order.
final class TimeCoder: ColumnCoder {
  let times: Spool<Double>
  init(_ times: Spool<Double>) { self.times = times }

  override var expected: String { "expected a number or a date like 2022-05-06 10:00:00" }

  override func append(_ cell: Cell) throws -> Bool {
    guard let time = Numbers.readTime(cell) else { return false }
    try times.append(time)
    return true
  }
}

/// The label: 1 for a click, 0 for none (1.0 and 0.0 pass too, as data frames write them).
final class LabelCoder: ColumnCoder {
  let labels: Spool<UInt8>
  init(_ labels: Spool<UInt8>) { self.labels = labels }

  override var expected: String { "expected 0 or 1" }

  override func append(_ cell: Cell) throws -> Bool {
    let isDecimal = cell.count == 3 && cell[1] == UInt8(ascii: ".") && cell[2] == UInt8(ascii: "0")
    guard cell.count == 1 || isDecimal, cell[0] & 0xfe == UInt8(ascii: "0") else { return false }
    try labels.append(cell[0] & 1)
    return true
  }
}

/// The scenario: a column's value, or the combination of several columns' values, by the name it is shown with.
final class ScenarioCoder {
  static let separator = " × "
  static let empty = "(empty)"

  private(set) var names = Interner()
  let codes: Spool<UInt32>
  private let columns: [Int]
  private var name: [UInt8] = []

  init(_ codes: Spool<UInt32>, columns: [Int]) {
    self.codes = codes
    self.columns = columns
  }

  func append(_ row: RowReader) throws {
    name.removeAll(keepingCapacity: true)
    for column in columns {
      if !name.isEmpty { name.append(contentsOf: Self.separator.utf8) }
      let cell = row[column]
      if cell.isEmpty { name.append(contentsOf: Self.empty.utf8) } else { name.append(contentsOf: cell) }
    }
    try codes.append(name.withUnsafeBytes { names.intern($0) })
  }
}
