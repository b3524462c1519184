/// Takes Parquet and Arrow files apart, batch after batch.
final class ArrowCutter: RowCutter {
  private let files: [LogFile]
  private let names: [String]
  private let columns: [String]
  private let isReadable: [Bool]
  private let constants: [[String]]
  private var place = 0
  private var reading: ArrowFile?
  /// Bytes of the files before the current one.
  private(set) var consumed = 0

  /// - Parameters:
  ///   - columns: all that the files have.
  ///   - isReadable: of each, whether its values can be read.
  ///   - constants: the cells that are the same in all rows of a file.
  init(_ files: [LogFile], columns: [String], isReadable: [Bool], constants: [[String]]) {
    self.files = files
    names = columns
    self.columns = zip(columns, isReadable).filter(\.1).map(\.0)
    self.isReadable = isReadable
    self.constants = constants
  }

  /// The place of the current file.
  var file: Int { min(place, files.count - 1) }

  func next() throws -> RowChunk? {
    while place < files.count {
      let reading = try reading ?? open(files[place])
      self.reading = reading
      if let batch = try reading.next() { return chunk(batch) }
      consumed += files[place].size
      self.reading = nil
      place += 1
    }
    return nil
  }

  private func chunk(_ batch: ArrowBatch) -> RowChunk {
    RowChunk(file: place) { [file = files[place], names, isReadable, constants = constants[place]] lists in
      ArrowCursor(batch, of: file, names: names, isReadable: isReadable, constants: constants, lists: lists)
    }
  }

  private func open(_ file: LogFile) throws -> ArrowFile {
    let found = try ArrowFile(file)
    found.select(columns)
    return found
  }
}
