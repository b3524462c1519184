import Files
import Foundation

/// Codes one chunk of a source into a file of its own. What codes mean for a model is decided afterwards, with all chunks
/// there: so chunks can be coded side by side, in any order, and one that is done need not be done again.
struct ChunkCoder: Sendable {
  private let columns: [LogLayout.Column]
  private let header: [String]
  private let salts: [UInt64]
  private let lists: [ListForm?]
  private let missing: MissingWords
  private let hashesRows: Bool
  /// The columns of clicks and impressions, where a label has both.
  private let counts: (clicks: Int, impressions: Int)?
  /// Rows that cannot be read are described up to this number.
  static let describedRows = 10

  /// - Parameter hashesRows: whether exact copies of rows are to be found afterwards.
  init(_ rows: RowSource, _ columns: [LogLayout.Column], hashesRows: Bool) {
    self.columns = columns
    self.hashesRows = hashesRows
    header = rows.header
    salts = columns.map(RowContent.salt)
    lists = Self.lists(columns, of: header.count)
    missing = MissingWords(rows.form)
    counts =
      columns.indices.lazy.compactMap { clicks in
        guard case .label(.clicks(let name), _) = columns[clicks].kind else { return nil }
        return columns.lastIndex { $0.name == name && $0.role == .impressions }.map { (clicks, $0) }
      }.first
  }

  /// How the cells of a source with so many columns hold several values, where these of them are used; nil for one value.
  static func lists(_ columns: [LogLayout.Column], of count: Int) -> [ListForm?] {
    // A column that is not used may hold what it likes.
    var lists = [ListForm?](repeating: .unused, count: count)
    for column in columns { lists[column.place] = nil }
    for column in columns {
      if case .ids(let list) = column.kind { lists[column.place] = list.form }
    }
    return lists
  }

  func code(_ chunk: RowChunk, to url: URL) throws {
    let cursor = try chunk.cursor(lists)
    let coders = columns.map { $0.kind.makeCoder() }
    var summary = CodedChunk.Summary(file: chunk.file)
    var hashes: [UInt64] = []
    var numbers: [UInt32] = []
    while try cursor.next() {
      do {
        try cursor.check()
        var content: UInt64 = 0
        for i in 0..<coders.count {
          guard let hash = coders[i].append(missing.read(cursor[columns[i].place])) else {
            throw cursor.unreadable(
              columns[i].place, named: header[columns[i].place], expected: coders[i].expected)
          }
          if columns[i].role != .clock { content &+= RowContent.hash(hash, salt: salts[i]) }
        }
        try checkCounts(coders, cursor)
        if hashesRows { hashes.append(cursor.rowHash) }
        numbers.append(UInt32(cursor.row - 1))
        summary.content = RowContent.join(summary.content, ByteHash.finish(content), rows: 1)
      } catch let error as LogError {
        for coder in coders { coder.keep(rows: numbers.count) }
        if summary.badRows.count < Self.describedRows { summary.badRows.append(error) }
        summary.badCount += 1
      }
    }
    summary.rows = cursor.row
    summary.lines = cursor.lines
    summary.good = numbers.count
    summary.forms = coders.map(\.forms)
    try CodedChunk.write(
      summary, hashes: hashes, numbers: summary.badCount > 0 ? numbers : [], columns: coders, to: url)
  }
}

extension ChunkCoder {
  /// Throws where there are more clicks than impressions.
  private func checkCounts(_ coders: [any ColumnCoder], _ cursor: any RowCursor) throws {
    guard let counts, let clicks = coders[counts.clicks] as? NumberCoder,
      let impressions = coders[counts.impressions] as? NumberCoder, clicks.last > impressions.last
    else { return }
    throw cursor.unreadable(
      columns[counts.clicks].place, named: header[columns[counts.clicks].place],
      expected: "expected at most as many clicks as impressions (\(columns[counts.impressions].name))")
  }
}

/// Hashes of what the used columns of rows say: the same for the same log, whatever form its files have.
enum RowContent {
  /// Of a column and the way it is read.
  static func salt(_ column: LogLayout.Column) -> UInt64 {
    Array("\(column.kind.name) \(column.name)".utf8).withUnsafeBytes { ByteHash.hash($0) }
  }

  /// What one cell adds to its row's hash.
  @inline(__always)
  static func hash(_ cell: UInt64, salt: UInt64) -> UInt64 { ByteHash.finish(ByteHash.fold(cell, salt)) }

  /// The hash of rows that follow on others: Σ hᵢ mⁿ⁻ⁱ with m = `ByteHash.start`, so that chunks can be hashed apart and
  /// put together.
  @inline(__always)
  static func join(_ first: UInt64, _ second: UInt64, rows: Int) -> UInt64 {
    var power: UInt64 = 1
    var base = ByteHash.start
    var rest = rows
    while rest > 0 {
      if rest & 1 == 1 { power = power &* base }
      base = base &* base
      rest >>= 1
    }
    return first &* power &+ second
  }
}
