import Files
import Foundation

/// The rows of a chunk of JSON lines, a cell for each key.
///
/// Strings without escapes and numbers are cells as they stand in the text; what has to be put together is copied.
final class JSONLinesCursor: RowCursor {
  private static let newline = UInt8(ascii: "\n")

  private let chunk: JSONChunk
  private let file: LogFile
  private let names: [String]
  let columns: Int
  let keys: JSONKeys
  private let constants: FixedCells
  /// How the columns hold several values.
  let lists: UnsafeMutablePointer<ListForm?>
  let cells: UnsafeMutablePointer<Cell>
  /// Of each node the row in which it was last met.
  let met: UnsafeMutablePointer<Int>
  /// Cells that the text does not hold as they are; behind the columns is one place for keys.
  let built: CellBuilder
  let words = FixedCells(["1", "0", "inf", "-inf"])
  /// What is wrong with the row, and with which column.
  private var problem: (text: String, column: String?)?
  private var place: Int
  private var line = Cell.empty
  private(set) var row = 0
  private(set) var lines = 0

  /// - Parameters:
  ///   - start: where the chunk's first line begins.
  ///   - tree: whose columns the rows have; after them come the file's constants.
  init(
    _ chunk: JSONChunk, start: Int, of file: LogFile, _ tree: JSONTree, constants: [String], lists: [ListForm?]
  ) {
    self.chunk = chunk
    self.file = file
    place = start
    names = tree.columns
    columns = names.count
    self.constants = FixedCells(constants)
    keys = JSONKeys(tree) { $0 < lists.count && lists[$0]?.isUsed != false }
    self.lists = .allocate(capacity: max(1, columns))
    for column in 0..<columns { (self.lists + column).initialize(to: column < lists.count ? lists[column] : nil) }
    cells = .allocate(capacity: max(1, columns))
    cells.initialize(repeating: Cell.empty, count: columns)
    met = .allocate(capacity: keys.count)
    met.initialize(repeating: 0, count: keys.count)
    built = CellBuilder(columns: columns + 1)
  }

  deinit {
    lists.deallocate()
    cells.deallocate()
    met.deallocate()
  }

  func next() throws -> Bool {
    while place < chunk.count {
      let start = chunk.bytes + place
      // The chunk ends in a newline, or has one behind it.
      let end = memchr(start, Int32(Self.newline), chunk.count - place).map {
        UnsafePointer($0.assumingMemoryBound(to: UInt8.self))
      }
      let count = end.map { $0 - UnsafePointer(start) } ?? chunk.count - place
      place += count + 1
      lines += 1
      var scan = JSONScanner(start)
      scan.skipBlanks()
      if scan.isAtEnd { continue }
      row += 1
      line = Cell(start: start, count: count)
      if problem != nil { problem = nil }
      read(&scan)
      return true
    }
    return false
  }

  private func read(_ scan: inout JSONScanner) {
    let start = scan.at
    guard scan.byte == UInt8(ascii: "{") else {
      let found = scan.byte == UInt8(ascii: "[") ? "a list" : "\"\(String(decoding: line.prefix(40), as: UTF8.self))\""
      problem = ("expected an object on each line (JSON lines), found \(found)", nil)
      return
    }
    let isWhole = object(0, depth: 0, &scan)
    if isWhole { scan.skipBlanks() }
    guard isWhole, scan.isAtEnd else {
      let expected = scan.expected ?? "the end of the line"
      let byte = scan.at - start + 1
      problem = ("this is no JSON: expected \(expected) at byte \(byte) of the object", nil)
      return
    }
  }

  /// Keeps the first thing that is wrong with the row's cells.
  @inline(never)
  func refuse(_ text: String, column: Int) {
    if problem == nil { problem = (text, names[column]) }
  }

  subscript(column: Int) -> Cell {
    guard column < columns else { return constants[column - columns] }
    return met[column + 1] == row ? cells[column] : Cell.empty
  }

  func check() throws { if let problem { throw error(problem.text, column: problem.column) } }

  var rowHash: UInt64 {
    let isCarriageReturned = line.last == UInt8(ascii: "\r")
    return ByteHash.hash(isCarriageReturned ? Cell(rebasing: line.dropLast()) : line)
  }

  func error(_ problem: String, column: String?) -> LogError {
    LogError(problem, file: file.name, row: row, line: lines, column: column)
  }
}
