/// Files of a log that follow one another and are of one format with the same columns.
struct RowGroup: Sendable {
  let format: any RowFormat
  var files: [LogFile]
  /// The place of the first file among the log's.
  let first: Int
  /// The files' own columns, and after them those that folders' names add.
  let columns: [String]
  /// Of each column of the log, its place among `columns`: nil for one that is not there; empty where they are the same.
  var places: [Int?] = []

  init(_ format: any RowFormat, _ file: LogFile, at place: Int) {
    self.format = format
    files = [file]
    first = place
    columns = format.columns + format.constants(of: file).map(\.column)
  }

  /// Whether another file of a format belongs to these.
  func takes(_ other: any RowFormat, _ file: LogFile) -> Bool {
    other.isEqual(to: format) && other.columns + other.constants(of: file).map(\.column) == columns
  }

  func cutter(size: Int) -> any RowCutter {
    format.cutter(files, constants: files.map { format.constants(of: $0).map(\.cell) }, size: size)
  }

  /// A chunk of these files as one of the log's.
  func chunk(_ chunk: RowChunk) -> RowChunk {
    let (places, count) = (places, columns.count)
    return RowChunk(file: first + chunk.file) { lists in
      guard !places.isEmpty else { return try chunk.cursor(lists) }
      // What the log has no column for may hold what it likes.
      var own = [ListForm?](repeating: .unused, count: count)
      for (column, place) in places.enumerated() { if let place { own[place] = lists[column] } }
      return RearrangedCursor(try chunk.cursor(own), places)
    }
  }
}

/// Cuts the groups of a log one after another.
final class GroupCutter: RowCutter {
  private let groups: [RowGroup]
  private let size: Int
  private var current = 0
  private var cutter: any RowCutter
  private var finished = 0

  init?(_ groups: [RowGroup], size: Int) {
    guard let first = groups.first else { return nil }
    self.groups = groups
    self.size = size
    cutter = first.cutter(size: size)
  }

  var consumed: Int { finished + cutter.consumed }
  var file: Int { groups[current].first + cutter.file }

  func next() throws -> RowChunk? {
    while true {
      if let chunk = try cutter.next() { return groups[current].chunk(chunk) }
      guard current + 1 < groups.count else { return nil }
      finished += cutter.consumed
      current += 1
      cutter = groups[current].cutter(size: size)
    }
  }
}

/// The rows of a file whose columns are in another order than the log's, or not all there.
final class RearrangedCursor: RowCursor {
  private let cursor: any RowCursor
  private let places: [Int?]

  init(_ cursor: any RowCursor, _ places: [Int?]) {
    self.cursor = cursor
    self.places = places
  }

  func next() throws -> Bool { try cursor.next() }
  subscript(column: Int) -> Cell { places[column].map { cursor[$0] } ?? Cell.empty }
  func check() throws { try cursor.check() }
  var rowHash: UInt64 { cursor.rowHash }
  var row: Int { cursor.row }
  var lines: Int { cursor.lines }
  func error(_ problem: String, column: String?) -> LogError { cursor.error(problem, column: column) }
}
