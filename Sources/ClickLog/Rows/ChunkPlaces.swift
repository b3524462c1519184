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
