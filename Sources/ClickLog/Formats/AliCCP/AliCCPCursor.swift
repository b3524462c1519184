import Files

/// The rows of a chunk of one of Ali-CCP's files, a cell for each field.
final class AliCCPCursor: RowCursor {
  private static let entryEnd: UInt8 = 1
  private static let fieldEnd: UInt8 = 2
  private static let idEnd: UInt8 = 3

  private let reader: RowReader
  /// Plain columns before the feature list.
  private let plain: Int
  private let columns: Int
  private let keyColumn: Int
  private let fields: AliCCP.FieldTable
  private let names: [String]
  private let lists: [ListForm?]
  private let part: FixedCells
  private let cells: UnsafeMutablePointer<Cell>
  /// Where cells are put together that the text does not hold as they are: lists, and keys with their part.
  private let scratch: CellBuilder
  /// What is wrong with the row, and with which column.
  private let problem = Box<(text: String, column: String?)?>(nil)

  init(_ chunk: TextChunk, _ kind: AliCCP.Kind, part: String, lists: [ListForm?]) throws {
    reader = try RowReader(chunk, .csv)
    let header = AliCCP.columns(of: kind) + [AliCCP.part]
    plain = AliCCP.plainColumns(of: kind).count
    keyColumn = plain - 1
    columns = header.count
    names = header
    fields = AliCCP.FieldTable(AliCCP.fields(of: kind), first: plain)
    self.lists = lists
    self.part = FixedCells([part])
    cells = .allocate(capacity: header.count)
    cells.initialize(repeating: Cell.empty, count: header.count)
    scratch = CellBuilder(columns: header.count)
    // There is no header: the first row is row 1.
    if chunk.isFirst { reader.countFromOne() }
  }

  deinit { cells.deallocate() }

  func next() throws -> Bool {
    guard try reader.next() else { return false }
    if problem.value != nil { problem.value = nil }
    for i in 0..<columns { cells[i] = Cell.empty }
    scratch.removeAll()
    guard reader.count == plain + 2 else {
      problem.value = ("expected \(plain + 2) columns, found \(reader.count)", nil)
      return true
    }
    for i in 0..<plain { cells[i] = reader[i] }
    // An index is one of its own part's common features.
    scratch.append(keyColumn, reader[keyColumn])
    scratch.append(keyColumn, UInt8(ascii: "/"))
    scratch.append(keyColumn, part[0])
    cells[keyColumn] = scratch[keyColumn]
    cells[columns - 1] = part[0]
    readFeatures(reader[plain + 1])
    return true
  }

  private func readFeatures(_ list: Cell) {
    var entries = 0
    var i = 0
    while i < list.count {
      let field = i
      while i < list.count, list[i] != Self.fieldEnd, list[i] != Self.entryEnd { i += 1 }
      let id = i + 1
      while i < list.count, list[i] != Self.idEnd, list[i] != Self.entryEnd { i += 1 }
      let value = i + 1
      while i < list.count, list[i] != Self.entryEnd { i += 1 }
      guard value <= i, id < value, list[id - 1] == Self.fieldEnd else {
        problem.value = ("expected entries of field ^B id ^C value, joined by ^A", "feature_list")
        return
      }
      entries += 1
      let column = fields.column(of: Cell(rebasing: list[field..<id - 1]))
      guard column >= 0 else {
        let name = String(decoding: list[field..<id - 1].prefix(20), as: UTF8.self)
        problem.value = ("field \"\(name)\" does not belong into this file", "feature_list")
        return
      }
      add(Cell(rebasing: list[id..<value - 1]), Cell(rebasing: list[value..<i]), to: column)
      i += 1
    }
    guard Numbers.read(reader[plain]) == .number(Double(entries)) else {
      let said = String(decoding: reader[plain].prefix(20), as: UTF8.self)
      if problem.value == nil {
        problem.value = ("expected \(said) features, as feature_num says, found \(entries)", "feature_list")
      }
      return
    }
  }

  private func add(_ id: Cell, _ value: Cell, to column: Int) {
    guard let list = lists[column] else {
      if cells[column].baseAddress != nil {
        if problem.value == nil { problem.value = ("expected one value (kind: ids takes several)", names[column]) }
      }
      cells[column] = id
      return
    }
    let isFirst = cells[column].baseAddress == nil
    if isFirst, !list.weighted {
      cells[column] = id  // as it stands in the text; most lists of some fields have one value
      return
    }
    if !isFirst {
      if scratch[column].isEmpty { scratch.append(column, cells[column]) }
      scratch.append(column, list.separator)
    }
    scratch.append(column, id)
    if list.weighted {
      scratch.append(column, UInt8(ascii: ":"))
      scratch.append(column, value)
    }
    cells[column] = scratch[column]
  }

  subscript(column: Int) -> Cell { cells[column] }
  var rowHash: UInt64 { reader.rowHash }
  var row: Int { reader.row }
  var lines: Int { reader.lines }
  func error(_ problem: String, column: String?) -> LogError { reader.error(problem, column: column) }
  func check() throws {
    try reader.checkQuotes()
    if let problem = problem.value { throw error(problem.text, column: problem.column) }
  }
}
