/// The rows of a source by their numbers, from 0 and as its first reading counted them: rows that could not be read then
/// count too.
struct NumberedRows {
  private let cutter: any RowCutter
  private let lists: [ListForm?]
  private var places = ChunkPlaces()
  private var chunk: (file: Int, cursor: any RowCursor)?
  /// The number of the chunk's first row.
  private var first = 0

  /// - Parameter lists: how the columns' cells hold several values.
  init(_ rows: RowSource, lists: [ListForm?]) {
    cutter = rows.cutter(size: 1 << 20)
    self.lists = lists
  }

  /// Goes on to a row, and hands it over.
  ///
  /// - Parameter number: not less than the one before.
  /// - Throws: `LogError` if the row is not there any more, or cannot be read.
  mutating func row(_ number: Int) throws -> any RowCursor {
    while true {
      if let (file, cursor) = chunk {
        do {
          while first + cursor.row <= number {
            guard try cursor.next() else { break }
          }
          if first + cursor.row > number {
            try cursor.check()
            return cursor
          }
        } catch let error as LogError { throw places.located(error, in: file) }
        first += cursor.row
        places.passed(rows: cursor.row, lines: cursor.lines, of: file)
      }
      guard let next = try cutter.next() else { throw LogError("it became shorter while it was read") }
      chunk = (next.file, try next.cursor(lists))
    }
  }
}
