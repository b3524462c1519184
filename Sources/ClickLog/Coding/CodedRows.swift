import Foundation

/// The rows of one source, a log or a side table, coded chunk by chunk in one pass over its text.
struct CodedRows: Sendable {
  let columns: [LogLayout.Column]
  /// Rows of the files, also those that could not be read.
  let rowsRead: Int
  /// Rows that could not be read, and the first of them.
  let badRows: Int
  let firstBadRows: [LogError]
  /// Rows that could be read: those of all chunks.
  let rows: Int
  /// The hash of what they say.
  let content: UInt64
  /// Of each file and column, what its cells look like (`ColumnCoder.forms`).
  let forms: [[UInt16]]
  /// Of each chunk: the place of its first row among the good ones, and among all rows of the files; and its rows.
  let chunks: [Chunk]

  private let files: ChunkFiles
  private let source: RowSource

  struct Chunk: Sendable {
    let firstRow: Int
    let firstNumber: Int
    let rows: Int
    /// The place of its file.
    let file: Int
  }

  /// Reads a source; chunks that are there from an earlier reading of the same are used.
  ///
  /// Throws `LogError` for the first row that is not as it must be, if there are more such rows than allowed.
  init(
    _ source: RowSource, _ columns: [LogLayout.Column], named name: String, hashesRows: Bool,
    _ options: PreparationOptions, in folder: URL, progress: (_ bytes: Int, _ rows: Int) throws -> Void
  ) throws {
    self.source = source
    self.columns = columns
    files = ChunkFiles(folder: folder, name: name, columns: columns.count)
    let reading = LogReading(
      source, ChunkCoder(source, columns, hashesRows: hashesRows), files, chunkBytes: options.chunkBytes,
      maxBadRows: options.maxBadRows)
    let summaries = try reading.read(threads: options.threads, progress: progress)

    var chunks: [Chunk] = []
    var (good, all, bad) = (0, 0, 0)
    var content: UInt64 = 0
    var places = ChunkPlaces()
    var firstBad: [LogError] = []
    var forms = source.files.map { _ in [UInt16](repeating: 0, count: columns.count) }
    for summary in summaries {
      chunks.append(Chunk(firstRow: good, firstNumber: all, rows: summary.good, file: summary.file))
      for (column, form) in summary.forms.enumerated() { forms[summary.file][column] |= form }
      for error in summary.badRows where firstBad.count < ChunkCoder.describedRows {
        firstBad.append(places.located(error, in: summary.file))
      }
      good += summary.good
      all += summary.rows
      bad += summary.badCount
      content = RowContent.join(content, summary.content, rows: summary.good)
      places.passed(rows: summary.rows, lines: summary.lines, of: summary.file)
    }
    if bad > options.maxBadRows, var first = firstBad.first {
      if options.maxBadRows > 0 {
        first.problem += "; this is the first of more than \(options.maxBadRows) such rows"
        first.remedy = .allowBadRows
      }
      throw first
    }
    guard all < Int(UInt32.max) else {
      throw LogError("more than 4 billion rows in one log", file: source.files[0].name)
    }
    self.chunks = chunks
    (rows, rowsRead, badRows, firstBadRows) = (good, all, bad, firstBad)
    self.content = content
    self.forms = forms
    try checkForms()
  }

  /// Throws where one file's values are whole numbers and another's are the same numbers written as fractions: they would
  /// not be found again.
  private func checkForms() throws {
    for (place, column) in columns.enumerated() {
      switch column.kind {
      case .id, .ids: break
      case .number, .weight, .time, .timePart, .label: continue
      }
      let forms = forms.map { ValueForms(rawValue: $0[place]) }
      guard let whole = forms.firstIndex(of: .whole), let fraction = forms.firstIndex(of: .fraction) else { continue }
      throw LogError(
        "values are written like 7 in \(source.files[whole].name) and like 7.0 here, as a data frame does where one is "
          + "missing; expected one form in all files", file: source.files[fraction].name, column: column.name)
    }
  }

  var emptyFiles: Int { source.emptyFiles.count }

  /// The part of each file, where the schema says so.
  var fileParts: [PartName?] { source.files.map(\.part) }

  func chunk(_ number: Int) throws -> CodedChunk { try files.chunk(number) }

  /// Hands over the chunks in the files' order; one at a time is in memory.
  func forEachChunk(_ body: (_ chunk: CodedChunk, _ place: Chunk) throws -> Void) throws {
    for (number, place) in chunks.enumerated() { try body(try files.chunk(number), place) }
  }

  /// An error about a good row, found by reading the text again up to there.
  func error(_ problem: String, column: String?, row: Int) -> LogError {
    var found = LogError(problem, file: source.files[0].name, column: column)
    var seen = 0
    guard let chunk = chunks.lastIndex(where: { $0.firstRow <= row }) else { return found }
    let numbers = (try? files.chunk(chunk))?.numbers
    let place = row - chunks[chunk].firstRow
    let number = chunks[chunk].firstNumber + (numbers.map { $0.isEmpty ? place : Int($0[place]) } ?? place)
    do {
      try source.forEachRow { cursor in
        if seen == number { throw cursor.error(problem, column: column) }
        seen += 1
        return true
      }
    } catch let error as LogError { found = error } catch {}
    return found
  }
}
