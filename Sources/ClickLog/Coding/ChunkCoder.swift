import Files
import Foundation

/// Codes one chunk of a source into a file of its own. What codes mean for a model is decided afterwards, with all chunks
/// there: so chunks can be coded side by side, in any order, and one that is done need not be done again.
struct ChunkCoder: Sendable {
  private let columns: [LogLayout.Column]
  private let header: [String]
  private let salts: [UInt64]
  private let lists: [ListForm?]
  private let hashesRows: Bool
  /// Rows that cannot be read are described up to this number.
  static let describedRows = 10

  /// - Parameter hashesRows: whether exact copies of rows are to be found afterwards.
  init(_ rows: RowSource, _ columns: [LogLayout.Column], hashesRows: Bool) {
    self.columns = columns
    self.hashesRows = hashesRows
    header = rows.header
    salts = columns.map(RowContent.salt)
    lists = Self.lists(columns, of: header.count)
  }

  /// How the cells of a source with so many columns hold several values, where these of them are used; nil for one value.
  static func lists(_ columns: [LogLayout.Column], of count: Int) -> [ListForm?] {
    // A column that is not used may hold what it likes.
    var lists = [ListForm?](repeating: .unused, count: count)
    for column in columns { lists[column.place] = nil }
    for column in columns {
      if case .ids(let separator, let weighted) = column.kind {
        lists[column.place] = ListForm(separator: separator, weighted: weighted)
      }
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
          guard let hash = coders[i].append(cursor[columns[i].place]) else {
            throw cursor.unreadable(
              columns[i].place, named: header[columns[i].place], expected: coders[i].expected)
          }
          content &+= RowContent.hash(hash, salt: salts[i])
        }
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
    try CodedChunk.write(
      summary, hashes: hashes, numbers: summary.badCount > 0 ? numbers : [], columns: coders, to: url)
  }
}

/// Hashes of what the used columns of rows say: the same for the same log, whatever form its files have.
enum RowContent {
  /// Of a column and the way it is read.
  static func salt(_ column: LogLayout.Column) -> UInt64 {
    let kind =
      switch column.kind {
      case .id: "id"
      case .ids: "ids"
      case .number: "number"
      case .time: "time"
      case .label: "label"
      }
    return Array("\(kind) \(column.name)".utf8).withUnsafeBytes { ByteHash.hash($0) }
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
