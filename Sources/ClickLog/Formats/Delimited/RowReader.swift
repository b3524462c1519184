/// Reads the rows of one delimited text file, bytes all the way: chunks in, the cells' places out.
///
/// Knows quotes (`""` inside them for one quote, delimiters and newlines in them), escapes, delimiters of several bytes,
/// comments, LF and CRLF, a byte-order mark, a last line without a newline, and skips blank lines. Memory is one chunk, or
/// the longest row if that is longer.
final class RowReader {
  static let longestRow = 1 << 26
  static let newline = UInt8(ascii: "\n")
  private static let carriageReturn = UInt8(ascii: "\r")

  let file: LogFile
  let syntax: TextSyntax
  /// The first byte between two cells; more may follow.
  let delimiter: UInt8
  let hasLongDelimiter: Bool
  private let hasComments: Bool
  /// Nil where the text is in memory already.
  private let stream: ByteStream?
  private let chunk: TextChunk?
  /// Bytes `begin..<end` are still to be read; one more byte of room holds the scan's sentinel.
  var buffer: UnsafeMutablePointer<UInt8>
  private var capacity: Int
  private var begin = 0
  var end = 0
  private var atEnd = false
  private var closed = false
  /// Cell i lies at `bounds[2i] ..< bounds[2i + 1]` of the buffer.
  var bounds: UnsafeMutablePointer<Int>
  private var boundsCapacity = 64
  var escapedCells: [Int] = []
  var rowBegin = 0
  var rowEnd = 0
  private var linesRead = 0
  var linesInRow = 0
  private var linesToSkip: Int
  /// Whether the current row has something else than a delimiter after a closing quote.
  private var isMalformed = false
  /// Of a row of several lines, see `countDelimiters`.
  var delimitersPerLine: Int?

  /// Cells in the current row.
  private(set) var count = 0
  /// The number of the current row: 0 for the header, then from 1.
  private(set) var row = -1
  /// The line of text where the current row begins, from 1.
  private(set) var line = 0
  /// Bytes in memory that are still to be read.
  var rest: Int { end - begin }
  /// Lines of text read so far.
  var lines: Int { linesRead }

  init(_ file: LogFile, _ syntax: TextSyntax, form: FileForm = FileForm(), chunk: Int = 1 << 20) throws {
    self.file = file
    self.syntax = syntax
    delimiter = syntax.delimiter.first ?? UInt8(ascii: ",")
    hasLongDelimiter = syntax.delimiter.count > 1
    hasComments = !syntax.comment.isEmpty
    linesToSkip = syntax.skippedLines
    stream = try ByteStream(file, form: form)
    self.chunk = nil
    capacity = chunk
    buffer = .allocate(capacity: chunk + 1)
    bounds = .allocate(capacity: boundsCapacity)
    try refill()
    try skipByteOrderMark()
  }

  /// Reads the rows of a chunk. Rows and lines count from the chunk's first; in a file's first chunk, row 0 is the
  /// header.
  init(_ chunk: TextChunk, _ syntax: TextSyntax) throws {
    file = chunk.file
    self.syntax = syntax
    delimiter = syntax.delimiter.first ?? UInt8(ascii: ",")
    hasLongDelimiter = syntax.delimiter.count > 1
    hasComments = !syntax.comment.isEmpty
    linesToSkip = chunk.isFirst ? syntax.skippedLines : 0
    stream = nil
    self.chunk = chunk
    capacity = chunk.capacity
    buffer = chunk.bytes
    end = chunk.count
    atEnd = true
    bounds = .allocate(capacity: boundsCapacity)
    if chunk.isFirst { try skipByteOrderMark() } else { row = 0 }
  }

  deinit {
    if chunk == nil { buffer.deallocate() }
    bounds.deallocate()
  }

  /// Says that there is no header: the first row is row 1.
  func countFromOne() { row = 0 }

  /// Where the last whole row of the text in memory ends, 0 if there is none; that is where a chunk can be cut.
  func endOfWholeRows() -> Int {
    // More may follow, and that decides what a quote or a carriage return at the end is.
    atEnd = false
    let first = begin
    while scan() {}
    return begin > first ? begin : 0
  }

  subscript(cell: Int) -> Cell {
    Cell(start: buffer + bounds[2 * cell], count: bounds[2 * cell + 1] - bounds[2 * cell])
  }

  /// Throws `LogError` unless the current row's quotes are as they must be. The rest of a row where they are not is passed
  /// over up to the next newline, so the rows after it can still be read.
  func checkQuotes() throws {
    guard isMalformed else { return }
    throw error(
      "expected a delimiter after a closing quote (a quote inside a quoted value is written twice, or behind what the "
        + "schema's format names as escape)")
  }

  /// Goes to the next row that is not blank; false at the end of the file.
  func next() throws -> Bool {
    row += 1
    while true {
      guard try nextLine() else {
        row -= 1
        return false
      }
      if count > 1 || bounds[1] > bounds[0] || escapedCells.count > 0 || isMalformed { return true }
    }
  }

  private func nextLine() throws -> Bool {
    while !scan() {
      if atEnd {
        if begin == end { return false }
        // The last line has no newline, or a quote is open. Give it the newline; a second failure tells which.
        guard !closed else {
          throw error(
            "a quote opened in this row is never closed (where quotes are plain characters, say format: {quote: none})")
        }
        buffer[end] = Self.newline
        end += 1
        closed = true
        growIfFull()
      } else {
        try refill()
      }
    }
    if linesInRow > 1 { delimitersPerLine = countDelimiters() }
    if !escapedCells.isEmpty { for cell in escapedCells { unescape(cell) } }
    linesRead += linesInRow
    return true
  }

  /// Finds the cells of the row at `begin`; false, with nothing changed, if the row does not end in the buffer.
  private func scan() -> Bool {
    if linesToSkip > 0 || hasComments {
      guard skipLines() else { return false }
    } else {
      line = linesRead + 1
    }
    // Local names for what every cell touches.
    let (bytes, end, delimiter, isLong) = (buffer, end, delimiter, hasLongDelimiter)
    let (quote, hasQuotes, escapes) = (syntax.quote ?? 0, syntax.quote != nil, syntax.escape != nil)
    bytes[end] = Self.newline
    var i = begin
    var count = 0
    var bounds = bounds
    self.count = 0
    linesInRow = 1
    isMalformed = false
    if !escapedCells.isEmpty { escapedCells.removeAll(keepingCapacity: true) }
    while true {
      var first = i
      var last: Int
      if bytes[i] == quote, hasQuotes, i < end {
        guard let close = closingQuote(from: i, cell: count) else { return false }
        first += 1
        last = close
        i = close + 1
        if bytes[i] == Self.carriageReturn, bytes[i + 1] == Self.newline, i + 1 < end { i += 1 }
        if bytes[i] != Self.newline, !isDelimiter(i) {
          // The row cannot be read; the next one begins after the next newline.
          isMalformed = true
          while bytes[i] != Self.newline { i += 1 }
        }
        if i == end { return false }
      } else {
        if isLong || escapes {
          i = endOfPlainCell(from: i, cell: count)
        } else {
          while bytes[i] != delimiter, bytes[i] != Self.newline { i += 1 }
        }
        if i >= end { return false }
        last = i
        if bytes[i] == Self.newline, last > first, bytes[last - 1] == Self.carriageReturn { last -= 1 }
      }
      if 2 * count + 2 > boundsCapacity {
        growBounds()
        bounds = self.bounds
      }
      bounds[2 * count] = first
      bounds[2 * count + 1] = last
      count += 1
      if bytes[i] == Self.newline { break }
      i += isLong ? syntax.delimiter.count : 1
    }
    self.count = count
    rowBegin = begin
    rowEnd = i > begin && bytes[i - 1] == Self.carriageReturn ? i - 1 : i
    begin = i + 1
    return true
  }

  /// The place of the quote that ends the value opened at `start`; nil if the buffer ends first.
  private func closingQuote(from start: Int, cell: Int) -> Int? {
    var i = start + 1
    while i < end {
      if buffer[i] == Self.newline { linesInRow += 1 }
      if buffer[i] == syntax.escape, i + 1 < end, isEscapable(buffer[i + 1]) {
        if escapedCells.last != cell { escapedCells.append(cell) }
        if buffer[i + 1] == Self.newline { linesInRow += 1 }
        i += 1
      } else if buffer[i] == syntax.quote {
        if i + 1 == end, !atEnd { return nil }
        guard i + 1 < end, buffer[i + 1] == syntax.quote else { return i }
        if escapedCells.last != cell { escapedCells.append(cell) }
        i += 1
      }
      i += 1
    }
    return nil
  }

  /// Skips lines before the first row, and comments; false if one of them does not end in the buffer.
  private func skipLines() -> Bool {
    while linesToSkip > 0 || isComment(begin) {
      var i = begin
      while i < end, buffer[i] != Self.newline { i += 1 }
      guard i < end else { return false }
      begin = i + 1
      linesRead += 1
      if linesToSkip > 0 { linesToSkip -= 1 }
    }
    line = linesRead + 1
    return true
  }

  private func isComment(_ place: Int) -> Bool {
    let comment = syntax.comment
    guard let first = comment.first, place + comment.count <= end, buffer[place] == first else { return false }
    return comment.indices.allSatisfy { buffer[place + $0] == comment[$0] }
  }

  private func refill() throws {
    if begin > 0 {
      buffer.update(from: buffer + begin, count: end - begin)
      end -= begin
      begin = 0
    }
    growIfFull()
    if end > Self.longestRow {
      throw error("the row is longer than 64 MB; is a quote left open?")
    }
    let room = UnsafeMutableRawBufferPointer(start: buffer + end, count: capacity - end)
    let got = try stream?.read(into: room) ?? 0
    end += got
    atEnd = got == 0
  }

  private func growIfFull() {
    // A chunk keeps room for what is added at its end.
    guard chunk == nil, end * 2 > capacity else { return }
    let larger = UnsafeMutablePointer<UInt8>.allocate(capacity: capacity * 2 + 1)
    larger.update(from: buffer, count: end)
    buffer.deallocate()
    buffer = larger
    capacity *= 2
  }

  private func growBounds() {
    let larger = UnsafeMutablePointer<Int>.allocate(capacity: boundsCapacity * 2)
    larger.update(from: bounds, count: boundsCapacity)
    bounds.deallocate()
    bounds = larger
    boundsCapacity *= 2
  }

  private func skipByteOrderMark() throws {
    if end >= 3, buffer[0] == 0xef, buffer[1] == 0xbb, buffer[2] == 0xbf { begin = 3 }
    if end >= 2, buffer[0] ^ buffer[1] == 1, buffer[0] >= 0xfe {
      throw LogError("expected UTF-8 text, found UTF-16; save it as UTF-8", file: file.name)
    }
  }
}
