/// Files of one form whose rows follow one another: a log, or a side table.
struct RowSource: Sendable {
  enum Form: Sendable, Equatable {
    case delimited(UInt8)
    case aliCCP(AliCCP.Kind)
    /// Parquet, Arrow and Feather files.
    case arrow
  }

  let files: [LogFile]
  let form: Form
  /// The files' own columns, and after them those of `constants`.
  let header: [String]
  /// For each file the cells that are the same in all of its rows, such as the date that its folder is named after.
  let constants: [[String]]
  /// Columns that the files have, of a type that cannot be read, and that type's name.
  let unreadable: [String: String]

  var bytes: Int { files.reduce(0) { $0 + $1.size } }

  /// Looks at the files. Throws `LogError` if one is empty, or if they differ in form or columns.
  init(_ files: [LogFile]) throws {
    let heads = try files.map { try FileHead($0) }
    guard let first = heads.first else { throw LogError("expected at least one file") }
    for (file, head) in zip(files, heads).dropFirst() where head != first {
      throw LogError("its header is not the one of \(files[0].name)", file: file.name)
    }
    self.files = files
    form = first.form
    unreadable = first.unreadable
    // What a file says itself stands; the folders' names only add to it.
    header = first.columns + first.constants
    constants = zip(files, heads).map { file, head in head.cells(of: file) }
  }

  /// Columns that stand in the files themselves.
  private func ownColumns(_ file: Int) -> Int { header.count - constants[file].count }

  func cutter(size: Int) -> LogCutter {
    switch form {
    case .delimited(let delimiter): return LogCutter(self, .text(TextCutter(files, delimiter: delimiter, size: size)))
    case .aliCCP: return LogCutter(self, .text(TextCutter(files, delimiter: AliCCP.comma, size: size)))
    case .arrow:
      let columns = header.prefix(ownColumns(0)).filter { unreadable[$0] == nil }
      return LogCutter(self, .arrow(ArrowCutter(files, columns: columns)))
    }
  }

  /// The rows of a chunk; `lists` says which columns may hold several values, and how they are to be joined.
  fileprivate func cursor(_ rows: LogChunk.Rows, file: Int, lists: [ListForm?]) throws -> any RowCursor {
    switch (rows, form) {
    case (.arrow(let batch), _):
      ArrowCursor(
        batch, of: files[file], isReadable: header.prefix(ownColumns(file)).map { unreadable[$0] == nil },
        constants: constants[file], lists: lists)
    case (.text(let chunk), .aliCCP(let kind)):
      try AliCCPCursor(chunk, kind, part: constants[file].first ?? "", lists: lists)
    case (.text(let chunk), .delimited(let delimiter)):
      try DelimitedCursor(chunk, delimiter: delimiter, columns: ownColumns(file), constants: constants[file])
    case (.text(let chunk), .arrow):
      throw LogError("expected batches of rows", file: chunk.file.name)
    }
  }

  /// Hands rows to `body` one after another until it returns false.
  ///
  /// - Parameter lists: how each column's cells hold several values; nil where the caller takes what is there.
  func forEachRow(
    size: Int = 1 << 20, lists: [ListForm?]? = nil, _ body: (any RowCursor) throws -> Bool
  ) throws {
    let cutter = cutter(size: size)
    var places = ChunkPlaces()
    // All columns are asked for as lists, which hold any number of values.
    let lists = lists ?? ChunkCoder.lists([], of: header.count)
    while let chunk = try cutter.next() {
      let cursor = try chunk.cursor(lists: lists)
      do {
        while try cursor.next() { if !(try body(cursor)) { return } }
      } catch let error as LogError {
        throw places.located(error, in: chunk.file)
      }
      places.passed(rows: cursor.row, lines: cursor.lines, of: chunk.file)
    }
  }
}

/// How the several values of a cell are joined.
struct ListForm: Sendable, Equatable {
  let separator: UInt8
  /// Whether each value has its weight after a colon.
  let weighted: Bool
}

/// Some whole rows of a source, to be coded by whichever thread takes them.
struct LogChunk {
  enum Rows {
    case text(TextChunk)
    case arrow(ArrowBatch)
  }

  fileprivate let source: RowSource
  fileprivate let rows: Rows
  /// The place of its file among the source's.
  let file: Int

  func cursor(lists: [ListForm?]) throws -> any RowCursor { try source.cursor(rows, file: file, lists: lists) }
}

/// Cuts a source into chunks of whole rows.
final class LogCutter {
  fileprivate enum Kind {
    case text(TextCutter)
    case arrow(ArrowCutter)
  }

  private let source: RowSource
  private let kind: Kind

  fileprivate init(_ source: RowSource, _ kind: Kind) {
    self.source = source
    self.kind = kind
  }

  /// Bytes of the files taken so far, as they lie on the disk.
  var consumed: Int {
    switch kind {
    case .text(let cutter): cutter.consumed
    case .arrow(let cutter): cutter.consumed
    }
  }

  /// The place of the file that is being cut.
  var file: Int {
    switch kind {
    case .text(let cutter): cutter.file
    case .arrow(let cutter): cutter.file
    }
  }

  func next() throws -> LogChunk? {
    switch kind {
    case .text(let cutter):
      try cutter.next().map { LogChunk(source: source, rows: .text($0.chunk), file: $0.file) }
    case .arrow(let cutter):
      try cutter.next().map { LogChunk(source: source, rows: .arrow($0.batch), file: $0.file) }
    }
  }
}

/// Turns places within chunks, handed over in the files' order, into places within files.
struct ChunkPlaces {
  private var file = 0
  private var rows = 0
  private var lines = 0

  /// A chunk was passed that had so many rows and lines of text.
  mutating func passed(rows: Int, lines: Int, of file: Int) {
    enter(file)
    self.rows += rows
    self.lines += lines
  }

  /// An error that counts from the next chunk's first row.
  mutating func located(_ error: LogError, in file: Int) -> LogError {
    enter(file)
    var error = error
    error.row = error.row.map { $0 + rows }
    error.line = error.line.map { $0 + lines }
    return error
  }

  private mutating func enter(_ file: Int) {
    if file != self.file { (self.file, rows, lines) = (file, 0, 0) }
  }
}
