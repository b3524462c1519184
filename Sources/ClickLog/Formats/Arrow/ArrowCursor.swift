import Files

/// The rows of a batch of a Parquet or Arrow file, each cell as the text that a CSV would hold.
final class ArrowCursor: RowCursor {
  private let batch: ArrowBatch
  private let columns: Int
  private let names: [String]
  /// For each column of the file, its place in the batch; nil for one that cannot be read, whose cells are empty.
  private let places: [Int?]
  /// How several values are joined.
  private let lists: [ListForm]
  /// Whether the column has one value a row where it is used.
  private let isSingle: [Bool]
  private let constants: FixedCells
  private let file: LogFile
  /// The current row's cells, one behind the other, and where each begins; one more place tells where the last ends.
  private let text = Box([UInt8]())
  private let cells = Box(UnsafeMutableRawBufferPointer.allocate(byteCount: 1 << 12, alignment: 8))
  private let starts: UnsafeMutablePointer<Int>
  /// The column that must have one value and is a map, if one is.
  private let map: Int?
  /// What is wrong with the row, and the number of its column.
  private var problem: (text: String, column: Int)?
  private(set) var row = 0

  /// - Parameters:
  ///   - isReadable: for each column that the file has of its own, whether the batch has it.
  ///   - lists: how columns with several values join them.
  init(
    _ batch: ArrowBatch, of file: LogFile, names: [String], isReadable: [Bool], constants: [String], lists: [ListForm?]
  ) {
    self.batch = batch
    self.file = file
    self.names = names
    let columns = isReadable.count
    self.columns = columns
    var next = 0
    places = isReadable.map { readable in
      guard readable else { return nil }
      defer { next += 1 }
      return next
    }
    self.constants = FixedCells(constants)
    self.lists = (0..<columns).map { lists[$0] ?? ListForm(separator: UInt8(ascii: ","), weighted: false) }
    isSingle = (0..<columns).map { lists[$0] == nil }
    map = (0..<columns).first { [places] column in lists[column] == nil && places[column].map(batch.isMap) == true }
    starts = .allocate(capacity: columns + 1)
    starts.initialize(repeating: 0, count: columns + 1)
  }

  deinit {
    starts.deallocate()
    cells.value.deallocate()
  }

  func next() throws -> Bool {
    guard row < batch.rows else { return false }
    text.value.removeAll(keepingCapacity: true)
    if problem != nil { problem = nil }
    for column in 0..<columns {
      starts[column] = text.value.count
      guard let place = places[column] else { continue }
      let list = lists[column]
      _ = batch.append(
        column: place, row: row, separator: list.separator, weighted: list.weighted, to: &text.value)
      if batch.holdsSeparator { refuse(column) }
    }
    starts[columns] = text.value.count
    if text.value.count > cells.value.count {
      cells.value.deallocate()
      cells.value = .allocate(byteCount: 2 * text.value.count, alignment: 8)
    }
    text.value.withUnsafeBytes { cells.value.copyMemory(from: $0) }
    row += 1
    return true
  }

  /// A value of a list has the separator in it, which is wrong where the list is cut again.
  private func refuse(_ column: Int) {
    batch.holdsSeparator = false
    guard problem == nil, lists[column].isUsed, !isSingle[column] else { return }
    problem = (ListForm.separatorInValue(lists[column].separator), column)
  }

  subscript(column: Int) -> Cell {
    guard column < columns else { return constants[column - columns] }
    return Cell(rebasing: UnsafeRawBufferPointer(cells.value)[starts[column]..<starts[column + 1]])
  }

  func check() throws {
    if let map { throw error("expected one value, found a map (kind: ids takes its keys)", column: names[map]) }
    if let problem { throw error(problem.text, column: names[problem.column]) }
  }

  var rowHash: UInt64 {
    var hash = ByteHash.start
    for column in 0..<columns { hash = ByteHash.fold(hash, ByteHash.hash(self[column])) }
    return ByteHash.finish(hash)
  }

  var lines: Int { 0 }

  func error(_ problem: String, column: String?) -> LogError {
    LogError(problem, file: file.name, row: row, column: column)
  }
}
