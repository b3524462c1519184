import Files

/// How a column's cells are read.
enum ColumnKind: Hashable, Sendable {
  /// One value; if `numbersOnly`, each must be a number.
  case id(numbersOnly: Bool)
  /// Several values; if `weighted`, each with its weight after a colon.
  case ids(separator: UInt8, weighted: Bool)
  case number
  /// A number, or a date and time.
  case time
  /// 0 or 1; if not `strict`, anything, and what is neither counts as 0.
  case label(strict: Bool)

  func makeCoder() -> any ColumnCoder {
    switch self {
    case .id(let numbersOnly): IDCoder(numbersOnly: numbersOnly)
    case .ids(let separator, let weighted): ListCoder(separator: separator, weighted: weighted)
    case .number: NumberCoder(read: NumberCoder.number, expected: "expected \(NumberCoder.aNumber)")
    case .time: NumberCoder(read: Numbers.readTime, expected: "expected a number or a date like 2022-05-06 10:00:00")
    case .label(let strict): LabelCoder(strict: strict)
    }
  }
}

/// Takes the cells of one column of a chunk in row order and keeps them coded; one type a kind of coding.
protocol ColumnCoder: AnyObject {
  /// What an error line says was expected, when `append` returned nil.
  var expected: String { get }
  /// Codes the next row's cell and returns a hash of what it says, or nil if it cannot be read.
  func append(_ cell: Cell) -> UInt64?
  /// Forgets all but the first rows: the last one, of which some column could not be read, or nothing.
  func keep(rows: Int)
  /// Writes what was coded, as `CodedColumn` reads it.
  func write(to file: SectionWriter) throws
}

/// Single values: each row holds the code of its distinct value.
final class IDCoder: ColumnCoder {
  private let values = Box(Interner())
  private let codes = Box([UInt32]())
  private let numbersOnly: Bool
  /// Of each value: whether it may stand here. A value is looked at once, when it is first seen.
  private let allowed = Box([Bool]())
  /// How much there was before the last `append`.
  private let before = Box((rows: 0, values: 0))

  init(numbersOnly: Bool = false) { self.numbersOnly = numbersOnly }

  var expected: String { "expected a number, as the limits of the split are" }

  func append(_ cell: Cell) -> UInt64? {
    before.value = (codes.value.count, values.value.count)
    let hash = ByteHash.hash(cell)
    let code = values.value.intern(cell, hash: hash)
    if numbersOnly {
      if Int(code) == allowed.value.count {
        if case .number = Numbers.read(cell) { allowed.value.append(true) } else { allowed.value.append(false) }
      }
      guard allowed.value[Int(code)] else { return nil }
    }
    codes.value.append(code)
    return hash
  }

  func keep(rows: Int) {
    codes.value.removeLast(max(0, codes.value.count - rows))
    guard before.value.rows == rows else { return }
    values.value.keep(before.value.values)
    allowed.value.removeLast(max(0, allowed.value.count - before.value.values))
  }

  func write(to file: SectionWriter) throws {
    try file.append(values.value)
    try file.append(codes.value)
    try file.appendNothing(2)
  }
}

/// Several values a row, spaces around them left away: row r holds `codes[starts[r] ..< starts[r + 1]]`.
final class ListCoder: ColumnCoder {
  private let values = Box(Interner())
  private let starts = Box([UInt32](arrayLiteral: 0))
  private let codes = Box([UInt32]())
  private let weights = Box([Float]())
  /// How much there was before the last `append`.
  private let before = Box((rows: 0, values: 0))
  private let separator: UInt8
  private let weighted: Bool
  private static let space = UInt8(ascii: " ")
  private static let colon = UInt8(ascii: ":")

  init(separator: UInt8, weighted: Bool) {
    self.separator = separator
    self.weighted = weighted
  }

  /// What a weighted list's cell must be.
  static let weightedValues = "values with weights from 0 on, like 17:0.5"

  var expected: String { "expected \(Self.weightedValues)" }

  func append(_ cell: Cell) -> UInt64? {
    before.value = (starts.value.count - 1, values.value.count)
    var hash = ByteHash.start
    let isReadable = Self.forEachValue(of: cell, separator: separator, weighted: weighted) { value, weight in
      if weighted {
        weights.value.append(weight)
        hash = ByteHash.fold(hash, UInt64(weight.bitPattern))
      }
      let valueHash = ByteHash.hash(value)
      codes.value.append(values.value.intern(value, hash: valueHash))
      hash = ByteHash.fold(hash, valueHash)
    }
    guard isReadable else { return nil }
    starts.value.append(UInt32(codes.value.count))
    return ByteHash.finish(hash)
  }

  /// Cuts a cell into its values, in their order, and hands over each with its weight (1 where there are none); false if
  /// one has no weight that can be read.
  @inline(__always)
  static func forEachValue(
    of cell: Cell, separator: UInt8, weighted: Bool, _ body: (_ value: Cell, _ weight: Float) -> Void
  ) -> Bool {
    var first = 0
    while first < cell.count {
      var last = first
      while last < cell.count, cell[last] != separator { last += 1 }
      let next = last + 1
      while first < last, cell[first] == Self.space { first += 1 }
      while last > first, cell[last - 1] == Self.space { last -= 1 }
      // Nothing between two separators is no value.
      if last > first {
        var weight: Float = 1
        if weighted {
          guard let colon = cell[first..<last].lastIndex(of: Self.colon),
            case .number(let number) = Numbers.read(Cell(rebasing: cell[(colon + 1)..<last])), number >= 0,
            number.isFinite
          else { return false }
          weight = Float(number)
          last = colon
        }
        body(Cell(rebasing: cell[first..<last]), weight)
      }
      first = next
    }
    return true
  }

  func keep(rows: Int) {
    starts.value.removeLast(max(0, starts.value.count - rows - 1))
    let count = Int(starts.value[rows])
    codes.value.removeLast(codes.value.count - count)
    weights.value.removeLast(max(0, weights.value.count - count))
    if before.value.rows == rows { values.value.keep(before.value.values) }
  }

  func write(to file: SectionWriter) throws {
    try file.append(values.value)
    try file.append(codes.value)
    try file.append(starts.value)
    try file.append(weights.value)
  }
}

/// Numbers; NaN where there is none.
final class NumberCoder: ColumnCoder {
  private let numbers = Box([Double]())
  private let read: (Cell) -> Double?
  let expected: String

  init(read: @escaping (Cell) -> Double?, expected: String) {
    self.read = read
    self.expected = expected
  }

  func append(_ cell: Cell) -> UInt64? {
    guard let number = read(cell) else { return nil }
    numbers.value.append(number)
    return ByteHash.hash(number.isNaN ? Double.nan.bitPattern : number.bitPattern)
  }

  func keep(rows: Int) { numbers.value.removeLast(max(0, numbers.value.count - rows)) }

  func write(to file: SectionWriter) throws {
    try file.appendNothing(2)
    try file.append(numbers.value)
    try file.appendNothing(2)
  }

  /// What a number's cell must be.
  static let aNumber = "a number"

  /// A cell's number, NaN where there is none; nil if it cannot be read.
  static func number(_ cell: Cell) -> Double? {
    switch Numbers.read(cell) {
    case .number(let number): number
    case .missing: .nan
    case .unreadable: nil
    }
  }
}

/// The label: 1 for a click, 0 for none (1.0 and 0.0 pass too, as data frames write them).
final class LabelCoder: ColumnCoder {
  private let labels = Box([UInt8]())
  private let strict: Bool

  init(strict: Bool) { self.strict = strict }

  var expected: String { "expected 0 or 1" }

  func append(_ cell: Cell) -> UInt64? {
    let isDecimal = cell.count == 3 && cell[1] == UInt8(ascii: ".") && cell[2] == UInt8(ascii: "0")
    guard cell.count == 1 || isDecimal, cell[0] & 0xfe == UInt8(ascii: "0") else {
      guard !strict else { return nil }
      labels.value.append(0)
      return ByteHash.hash(cell)
    }
    labels.value.append(cell[0] & 1)
    return ByteHash.hash(UInt64(cell[0] & 1))
  }

  func keep(rows: Int) { labels.value.removeLast(max(0, labels.value.count - rows)) }

  func write(to file: SectionWriter) throws {
    try file.appendNothing(2)
    try file.append(labels.value)
    try file.appendNothing(2)
  }
}
