import Files

/// The scenarios of a log: a column's values, or the combinations of several columns' values.
enum Scenario {
  static let separator = " × "
  static let empty = "(empty)"
  /// The scenario of the combinations that are too small to be one, within their first column's value.
  static let others = "(others)"

  static func name(_ values: [String]) -> String {
    values.map { $0.isEmpty ? empty : $0 }.joined(separator: separator)
  }

  /// A value without spaces around it, as names have none.
  static func trimmed(_ cell: Cell) -> Cell {
    guard let first = cell.first, let last = cell.last, isSpace(first) || isSpace(last) else { return cell }
    var rest = cell[...]
    while let byte = rest.first, isSpace(byte) { rest.removeFirst() }
    while let byte = rest.last, isSpace(byte) { rest.removeLast() }
    return Cell(rebasing: rest)
  }

  private static func isSpace(_ byte: UInt8) -> Bool { byte == UInt8(ascii: " ") || byte == UInt8(ascii: "\t") }

  /// What a range of numbers is called; nothing for a missing number.
  static func name(ofBucket row: Int, _ buckets: Buckets) -> String {
    row == Buckets.missingRow ? "" : buckets.label(ofRow: row)
  }

  /// The scenario that a combination of values falls into if it is too small to be one.
  static func nameAmongOthers(_ values: [String]) -> String { name([values[0], others]) }
}

/// Numbers the combinations of the scenario columns' values ("cells") in the order in which the rows bring them.
struct ScenarioCells {
  private struct Column {
    let reference: LogLayout.Reference
    /// Where the scenarios are ranges of numbers.
    let buckets: Buckets?
    var values = Interner()
    /// Of a side table's column: each of its rows' value.
    var ofTableRow: [UInt32] = []

    /// Of each row, the number of its value.
    mutating func numbers(of coded: CodedColumn) -> [UInt32] {
      if let buckets {
        let names = (0..<buckets.rows).map { row in
          Array(Scenario.name(ofBucket: row, buckets).utf8).withUnsafeBytes { values.intern($0) }
        }
        return coded.numbers.map { names[buckets.row(of: $0)] }
      }
      let numbers = (0..<coded.values.count).map { values.intern(Scenario.trimmed(coded.values[$0])) }
      return coded.codes.map { numbers[Int($0)] }
    }
  }

  private var columns: [Column]
  /// Pairs of numbers by their own numbers: of the first two columns, then of those and the third, and so on.
  private var pairs: [PairNumbers]

  /// Reads the side tables' columns.
  ///
  /// - Parameter buckets: of each scenario column, how its numbers are cut; nil where its values are the scenarios.
  init(_ log: CodedLog, buckets: [Buckets?]) throws {
    columns = []
    for (reference, buckets) in zip(log.layout.scenario, buckets) {
      var column = Column(reference: reference, buckets: buckets)
      if let table = reference.table {
        try log.tables[table].rows.forEachChunk { chunk, _ in
          column.ofTableRow += column.numbers(of: chunk.column(reference.column))
        }
        // The row of missing keys.
        column.ofTableRow.append(column.values.intern(Cell.empty))
      }
      columns.append(column)
    }
    pairs = Array(repeating: PairNumbers(), count: max(0, columns.count - 1))
  }

  /// The cell of each row of the next chunk.
  ///
  /// - Parameter tableRows: for each side table, the rows' rows there.
  mutating func cells(of chunk: CodedChunk, rows: Int, tableRows: [[UInt32]]) -> [UInt32] {
    var cells: [UInt32] = []
    for i in columns.indices {
      var codes: [UInt32]
      if let table = columns[i].reference.table {
        codes = tableRows[table].map { columns[i].ofTableRow[Int($0)] }
      } else {
        codes = columns[i].numbers(of: chunk.column(columns[i].reference.column))
      }
      if i == 0 {
        cells = codes
      } else {
        for row in 0..<rows { cells[row] = pairs[i - 1].number(cells[row], codes[row]) }
      }
    }
    return cells
  }

  /// Throws `LogError` where two values are one name, as they are in a coding that nobody named.
  func checkNames(_ log: CodedLog) throws {
    for column in columns {
      var seen: Set<String> = []
      for code in 0..<UInt32(column.values.count) {
        let name = column.values.text(code)
        guard name.unicodeScalars.contains("\u{fffd}"), !seen.insert(name).inserted else { continue }
        let columns = log.layout.columns(ofTable: column.reference.table)
        throw LogError(
          "two scenarios are no UTF-8 text and would be one name, \"\(NearestNames.short(name))\"; name how characters are "
            + "coded, like format: {encoding: gbk}", file: log.name, column: columns[column.reference.column].name)
      }
    }
  }

  /// The names of all cells so far, and of each the scenario that it falls into if it is too small to be one.
  var names: [(name: String, others: String)] {
    guard let first = columns.first else { return [] }
    var cells = (0..<first.values.count).map { [UInt32($0)] }
    for (pairs, _) in zip(pairs, columns.dropFirst()) {
      cells = pairs.all.map { cells[Int($0.0)] + [$0.1] }
    }
    return cells.map { codes in
      let texts = zip(codes, columns).map { $1.values.text($0) }
      return (Scenario.name(texts), Scenario.nameAmongOthers(texts))
    }
  }
}

/// Numbers pairs 0, 1, 2, … in order of first sight, by open addressing.
struct PairNumbers {
  private(set) var all: [(UInt32, UInt32)] = []
  private var slots = [UInt32](repeating: 0, count: 64)

  @inline(__always)
  mutating func number(_ a: UInt32, _ b: UInt32) -> UInt32 {
    var i = Self.hash(a, b) & (slots.count - 1)
    while slots[i] != 0 {
      let number = slots[i] - 1
      if all[Int(number)] == (a, b) { return number }
      i = (i + 1) & (slots.count - 1)
    }
    all.append((a, b))
    slots[i] = UInt32(all.count)
    if all.count * 2 > slots.count { grow() }
    return UInt32(all.count - 1)
  }

  @inline(__always)
  private static func hash(_ a: UInt32, _ b: UInt32) -> Int {
    Int(truncatingIfNeeded: ((UInt64(a) << 32 | UInt64(b)) &* ByteHash.start) >> 32)
  }

  private mutating func grow() {
    slots = [UInt32](repeating: 0, count: slots.count * 2)
    for (number, pair) in all.enumerated() {
      var i = Self.hash(pair.0, pair.1) & (slots.count - 1)
      while slots[i] != 0 { i = (i + 1) & (slots.count - 1) }
      slots[i] = UInt32(number + 1)
    }
  }
}
