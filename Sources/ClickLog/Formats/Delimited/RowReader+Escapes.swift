/// Escapes, delimiters of several bytes, and quotes that are none.
extension RowReader {
  /// Where a cell without quotes ends, by the newline or the delimiter after it.
  func endOfPlainCell(from start: Int, cell: Int) -> Int {
    var i = start
    while i < end {
      if buffer[i] == syntax.escape, i + 1 < end, isEscapable(buffer[i + 1]) {
        if escapedCells.last != cell { escapedCells.append(cell) }
        if buffer[i + 1] == Self.newline { linesInRow += 1 }
        i += 1
      } else if buffer[i] == Self.newline || isDelimiter(i) {
        return i
      }
      i += 1
    }
    return end
  }

  /// Whether a delimiter begins at a place.
  @inline(__always)
  func isDelimiter(_ place: Int) -> Bool {
    guard buffer[place] == delimiter else { return false }
    guard hasLongDelimiter else { return true }
    guard place + syntax.delimiter.count <= end else { return false }
    for (i, byte) in syntax.delimiter.enumerated() where buffer[place + i] != byte { return false }
    return true
  }

  /// Whether an escape before a byte is none of the cell.
  func isEscapable(_ byte: UInt8) -> Bool {
    byte == syntax.escape || byte == syntax.quote || byte == delimiter || byte == Self.newline
  }

  /// Takes away the escapes, and makes one quote of each pair, in place: the bytes after it in the cell are never looked at
  /// again.
  func unescape(_ cell: Int) {
    var target = bounds[2 * cell]
    var i = target
    let isQuoted = target > rowBegin && buffer[target - 1] == syntax.quote
    while i < bounds[2 * cell + 1] {
      if buffer[i] == syntax.escape, i + 1 < bounds[2 * cell + 1], isEscapable(buffer[i + 1]) {
        i += 1
      } else if isQuoted, buffer[i] == syntax.quote {
        i += 1
      }
      buffer[target] = buffer[i]
      target += 1
      i += 1
    }
    bounds[2 * cell + 1] = target
  }

  /// The delimiters in each line of the row's text, quotes disregarded, if there are as many in all of them.
  func countDelimiters() -> Int? {
    var (common, here): (Int?, Int) = (nil, 0)
    for place in rowBegin...rowEnd {
      if place < rowEnd, buffer[place] != Self.newline {
        if isDelimiter(place) { here += 1 }
        continue
      }
      guard common == nil || common == here else { return nil }
      (common, here) = (here, 0)
    }
    return common
  }

  /// Whether a row of several lines looks like as many rows of so many cells: a quote that is a character like any other was
  /// taken for one that opens a cell.
  func looksLikeRows(of cells: Int) -> Bool {
    // Enough delimiters in their places to be no text by chance.
    delimitersPerLine.map { $0 == cells - 1 && $0 * (linesInRow - 1) >= 6 } ?? false
  }
}
