/// What a text file's first rows say of its columns and of how it is written, where the schema does not say it.
struct TextRecognition {
  let names: [String]
  let syntax: TextSyntax
  /// What is unusual and was recognised.
  private(set) var notes: [String] = []
  /// What may be wrong where a column is missing, and how to say it.
  private(set) var hint: String?

  private static let sampleBytes = 1 << 18
  /// Rows that tell which delimiter is meant.
  private static let fewRows = 100
  /// What may be between cells, in the order of preference.
  private static let delimiters = [",", "\t", ";", "|", "\u{1}", "::"]
  private static let quote = UInt8(ascii: "\"")
  private static let backslash = UInt8(ascii: "\\")

  /// Throws `EmptyFile` where there is no row at all, and `LogError` where the first row cannot be a header.
  init(_ file: LogFile, _ form: FileForm) throws {
    let sample = try Self.sample(of: file, form)
    var base = TextSyntax.csv
    base.skippedLines = form.skipRows
    base.comment = form.comment.map { Array($0.utf8) } ?? []
    switch form.quote {
    case .some(.none): base.quote = nil
    case .character(let byte)?: base.quote = byte
    case nil: break
    }
    base.escape = form.escape?.utf8.first

    if let delimiter = form.delimiter {
      base.delimiter = Array(delimiter.utf8)
    } else if form.skipRows == 0, let delimiter = Self.excelDelimiter(sample) {
      base.delimiter = [delimiter]
      base.skippedLines = 1
    } else {
      base.delimiter = try Self.delimiter(of: file, sample, base)
    }
    var found = try Sketch(sample, base)
    if form.escape == nil, form.quote == nil, found.bad > 0 {
      (base, found) = try Self.quoting(sample, base, found)
    }
    if base.delimiter != TextSyntax.csv.delimiter, form.delimiter == nil {
      notes.append("\(Self.word(for: base.delimiter)) between cells")
    }
    if base.escape != nil, form.escape == nil { notes.append("a backslash before quotes within cells") }
    if base.quote == nil, form.quote == nil { notes.append("quotes as plain characters") }

    if let error = found.firstError { throw error }
    guard let first = found.first else { throw EmptyFile() }
    let cells = first.map(\.trimmed)
    if let columns = form.columns {
      guard columns.count == cells.count else {
        throw LogError(
          "expected \(columns.count) columns, as the schema's format names, found \(cells.count)", file: file.name,
          line: 1)
      }
      names = columns
      base.hasHeader = form.header ?? (cells == columns)
    } else {
      base.hasHeader = form.header ?? true
      names = base.hasHeader ? cells : cells.indices.map { "c\($0 + 1)" }
      if base.hasHeader { hint = Self.hint(cells) }
    }
    syntax = base
  }

  /// The first bytes of a file, cut behind a row.
  private static func sample(of file: LogFile, _ form: FileForm) throws -> Sample {
    let stream = try ByteStream(file, form: form)
    let chunk = TextChunk(file, isFirst: true, capacity: sampleBytes)
    let isWhole = try !chunk.fill(from: stream)
    let newline = UInt8(ascii: "\n")
    let text = UnsafeBufferPointer(start: chunk.bytes, count: chunk.count)
    guard let last = text.lastIndex(of: newline) else {
      if text.prefix(1 << 16).contains(UInt8(ascii: "\r")), text.prefix(1 << 16).count(where: { $0 == 13 }) > 1 {
        throw LogError(
          "lines end by a carriage return alone, as old Macs wrote them; convert it, as by tr '\\r' '\\n'",
          file: file.name)
      }
      guard isWhole else { throw LogError("the first row is longer than \(sampleBytes) bytes", file: file.name) }
      return Sample(chunk: chunk, isWhole: true)
    }
    if !isWhole { chunk.count = last + 1 }
    return Sample(chunk: chunk, isWhole: isWhole)
  }

  /// Excel's own first line, `sep=;`.
  private static func excelDelimiter(_ sample: Sample) -> UInt8? {
    let line = UnsafeBufferPointer(start: sample.chunk.bytes, count: min(sample.chunk.count, 16)).prefix {
      $0 != 10 && $0 != 13
    }
    guard line.count == 5, line.starts(with: Array("sep=".utf8)) else { return nil }
    return line.last
  }

  /// The delimiter by which all rows have the same number of cells, the most of them; or else the one of the header.
  private static func delimiter(of file: LogFile, _ sample: Sample, _ base: TextSyntax) throws -> [UInt8] {
    var best: (delimiter: [UInt8], cells: Int, isEven: Bool)?
    let lowered = file.name.lowercased()
    let isTSV = lowered.hasSuffix(".tsv") || lowered.contains(".tsv.")
    for text in isTSV ? ["\t"] + delimiters : delimiters {
      var syntax = base
      syntax.delimiter = Array(text.utf8)
      let sketch = try Sketch(sample, syntax, rows: fewRows)
      guard let cells = sketch.first?.count, cells > 1, sketch.firstError == nil else { continue }
      let isEven = sketch.bad == 0 && sketch.rows > 1
      // What is no delimiter may be once in a header, but not in the same place of all rows.
      if let best, best.isEven != isEven ? best.isEven : best.cells >= cells { continue }
      best = (syntax.delimiter, cells, isEven)
    }
    return best?.delimiter ?? (isTSV ? [UInt8(ascii: "\t")] : TextSyntax.csv.delimiter)
  }

  /// Whether quotes are escaped by a backslash, or are characters like any other, where rows do not fit otherwise.
  private static func quoting(
    _ sample: Sample, _ base: TextSyntax, _ found: Sketch
  ) throws -> (TextSyntax, Sketch) {
    var escaped = base
    escaped.escape = backslash
    let withEscapes = try Sketch(sample, escaped)
    if withEscapes.bad == 0 { return (escaped, withEscapes) }
    var plain = base
    plain.quote = nil
    let withoutQuotes = try Sketch(sample, plain)
    // A cell between two quotes says that they are quotes, and one quote alone may be a slip.
    if withoutQuotes.bad == 0, withoutQuotes.quotedCells == 0, withoutQuotes.cellsWithQuotes > 1 {
      return (plain, withoutQuotes)
    }
    return (base, found)
  }

  private static func word(for delimiter: [UInt8]) -> String {
    switch String(decoding: delimiter, as: UTF8.self) {
    case "\t": "tabs"
    case "\u{1}": "control-A"
    case let text: "\"\(text)\""
    }
  }

  private static func hint(_ cells: [String]) -> String? {
    let shown = cells.prefix(4).map { "\"\(NearestNames.short($0))\"" }.joined(separator: ", ")
    let looksLikeData = cells.contains { Numbers.read($0) != nil || TimePoint(text: $0, format: nil) != nil }
    if looksLikeData {
      return "the first row looks like data (\(shown)); without a header, name the columns in the schema, like "
        + "format: {columns: [user_id, item_id, click]}"
    }
    if cells.count == 1 {
      return "there is one column, \(shown); name what is between cells in the schema, like format: {delimiter: \"~\"}"
    }
    return nil
  }

  /// A file's first bytes.
  private struct Sample {
    let chunk: TextChunk
    /// Whether these are all.
    let isWhole: Bool
  }

  /// What the first rows are, read in some way.
  private struct Sketch {
    var first: [String]?
    /// Why the first row cannot be read.
    var firstError: LogError?
    var rows = 0
    /// Rows whose quotes or number of cells are not as they must be.
    var bad = 0
    /// Cells between two quotes, and cells with a quote at all, where quotes are characters like any other.
    var (quotedCells, cellsWithQuotes) = (0, 0)

    init(_ sample: Sample, _ syntax: TextSyntax, rows most: Int = .max) throws {
      // The reader changes what it reads.
      let reader = try RowReader(sample.chunk.copy(), syntax)
      while rows < most {
        do { guard try reader.next() else { break } } catch let error as LogError {
          // A quote is left open; a sample may end within a cell, but not within one that is half of it.
          if sample.isWhole || reader.rest > TextRecognition.sampleBytes / 2 { bad += 1 }
          if rows == 0 { firstError = error }
          break
        }
        do {
          if first == nil {
            first = (0..<reader.count).map { String(decoding: reader[$0], as: UTF8.self) }
            try reader.checkQuotes()
          } else {
            try reader.checkCount(first?.count ?? 0)
          }
        } catch let error as LogError {
          bad += 1
          if rows == 0 { firstError = error }
        }
        if syntax.quote == nil { countQuotes(reader) }
        rows += 1
      }
    }

    private mutating func countQuotes(_ reader: RowReader) {
      for cell in 0..<reader.count where reader[cell].contains(TextRecognition.quote) {
        let bytes = reader[cell]
        cellsWithQuotes += 1
        if bytes.count > 1, bytes.first == TextRecognition.quote, bytes.last == TextRecognition.quote {
          quotedCells += 1
        }
      }
    }
  }
}

extension String {
  /// Without spaces at either end.
  fileprivate var trimmed: String {
    var rest = self[...]
    while rest.first?.isWhitespace == true { rest.removeFirst() }
    while rest.last?.isWhitespace == true { rest.removeLast() }
    return String(rest)
  }
}
