import Files
import Foundation
import Testing

@testable import ClickLog

/// A format that only this test knows: a row a line, of `column=cell` pairs with spaces between, in one order.
private struct PairsFormat: RowFormat {
  static let fileEndings = [".pairs"]
  static let filesInWords: String? = "a .pairs file"

  let columns: [String]

  init?(_ file: LogFile, form: FileForm) throws {
    guard file.name.hasSuffix(".pairs") else { return nil }
    guard let first = try Self.rows(of: file).first else { throw LogError("the file is empty", file: file.name) }
    columns = first.map(\.column)
  }

  func cutter(_ files: [LogFile], constants: [[String]], size: Int) -> any RowCutter {
    PairsCutter(files, columns: columns, constants: constants)
  }

  static func rows(of file: LogFile) throws -> [[(column: String, cell: String)]] {
    try String(contentsOf: file.url, encoding: .utf8).split(separator: "\n").map { line in
      line.split(separator: " ").map { pair in
        let parts = pair.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
        return (String(parts[0]), parts.count > 1 ? String(parts[1]) : "")
      }
    }
  }
}

/// A file is a chunk.
private final class PairsCutter: RowCutter {
  private let files: [LogFile]
  private let columns: [String]
  private let constants: [[String]]
  private var place = 0
  private(set) var consumed = 0

  init(_ files: [LogFile], columns: [String], constants: [[String]]) {
    (self.files, self.columns, self.constants) = (files, columns, constants)
  }

  var file: Int { min(place, files.count - 1) }

  func next() throws -> RowChunk? {
    guard place < files.count else { return nil }
    let file = files[place]
    let rows = try PairsFormat.rows(of: file)
    consumed += file.size
    place += 1
    return RowChunk(file: place - 1) { [columns, constants = constants[place - 1]] _ in
      PairsCursor(rows, of: file, columns: columns, constants: constants)
    }
  }
}

private final class PairsCursor: RowCursor {
  private let rows: [[(column: String, cell: String)]]
  private let file: LogFile
  private let columns: [String]
  private let constants: FixedCells
  private var cells = FixedCells([])
  private(set) var row = 0

  init(_ rows: [[(column: String, cell: String)]], of file: LogFile, columns: [String], constants: [String]) {
    (self.rows, self.file, self.columns) = (rows, file, columns)
    self.constants = FixedCells(constants)
  }

  func next() -> Bool {
    guard row < rows.count else { return false }
    cells = FixedCells(rows[row].map(\.cell) + columns.dropFirst(rows[row].count).map { _ in "" })
    row += 1
    return true
  }

  subscript(column: Int) -> Cell { column < columns.count ? cells[column] : constants[column - columns.count] }
  var rowHash: UInt64 { columns.indices.reduce(0) { ByteHash.fold($0, ByteHash.hash(cells[$1])) } }
  var lines: Int { row }
  func check() throws {
    guard rows[row - 1].map(\.column) == columns else { throw error("expected the first row's columns", column: nil) }
  }
  func error(_ problem: String, column: String?) -> LogError {
    LogError(problem, file: file.name, row: row, line: row, column: column)
  }
}

@Suite struct RowFormatTests {
  private static let formats: [any RowFormat.Type] = [PairsFormat.self] + LogFormats.all
  private static let schema = """
    label: click
    scenario: tab
    split: {order: [0.5, 0.5]}
    minimumCount: 1
    features:
      user: {kind: id}
      price: {kind: number, buckets: 2}
      day: {kind: id}
    """
  private static let rows = [("1", "a", "x", "10"), ("0", "b", "y", "2.5"), ("0", "a", "x", "7"), ("1", "b", "z", "1")]

  private func pairs(_ rows: some Sequence<(String, String, String, String)>) -> String {
    rows.map { "click=\($0.0) tab=\($0.1) user=\($0.2) price=\($0.3)\n" }.joined()
  }

  private func prepare(_ source: LogSource, in folder: LogFolder, as store: String) throws {
    _ = try LogPreparer(source: source, schema: try Schema.parse(yaml: Self.schema)).prepare(into: folder[store])
  }

  @Test("A new format is a type and an entry in the list: a log in it makes the store that the same CSV makes")
  func sameStore() throws {
    let folder = try LogFolder()
    let table = Self.rows.map { "\($0.0),\($0.1),\($0.2),\($0.3)\n" }
    for (day, half) in [("1", 0..<2), ("2", 2..<4)] {
      try folder.write("pairs/day=\(day)/log.pairs", pairs(Self.rows[half]))
      try folder.write("csv/day=\(day)/log.csv", "click,tab,user,price\n" + table[half].joined())
    }
    let source = try LogSource(data: folder["pairs"], formats: Self.formats)
    #expect(source.header == ["click", "tab", "user", "price", "day"] && source.files.count == 2)
    #expect(source.builtInSchema == nil)
    try prepare(source, in: folder, as: "a")
    try prepare(LogSource(data: folder["csv"], formats: Self.formats), in: folder, as: "b")
    try LogFolder.expectSameFiles(folder["a"], folder["b"])
  }

  @Test("Its errors are lines like those of any other format")
  func errors() throws {
    let folder = try LogFolder()
    try folder.write("log/day=1/log.pairs", pairs(Self.rows) + "click=1 tab=a\n")
    try folder.write("empty/none.pairs", "")
    try folder.write("x/y", "")
    let source = try LogSource(data: folder["log"], formats: Self.formats)
    #expect(
      LogFolder.line { try prepare(source, in: folder, as: "store") }
        == "day=1/log.pairs, row 5 (line 5): expected the first row's columns")
    #expect(
      LogFolder.line { _ = try LogSource(data: folder["empty"], formats: Self.formats) }
        == "none.pairs: the file is empty")
    #expect(
      LogFolder.line { _ = try LogSource(data: folder["x"], formats: Self.formats) }
        == "x: expected a .csv or .tsv file (also .gz, .zst, .bz2, .xz, .lz4), or JSON lines (.jsonl), or Parquet files, or a .pairs file, in this folder"
    )
    #expect(
      LogFolder.line { _ = try LogSource(data: folder["x"]) }
        == "x: expected a .csv or .tsv file (also .gz, .zst, .bz2, .xz, .lz4), or JSON lines (.jsonl), or Parquet files, in this folder"
    )
  }

  @Test("Files of two formats are no log")
  func mixed() throws {
    let folder = try LogFolder(["log-1.pairs": pairs(Self.rows), "log-2.csv": "click,tab,user,price\n1,a,x,1\n"])
    #expect(
      LogFolder.line { _ = try LogSource(data: folder.url, pattern: "log-*", formats: Self.formats) }
        == "log-2.csv: its format is not the one of log-1.pairs; expected one format in a log")
  }
}
