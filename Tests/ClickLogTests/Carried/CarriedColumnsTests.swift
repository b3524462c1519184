import Foundation
import Testing

@testable import ClickLog

/// Columns that go beside predictions: the text of the rows that have these numbers, whatever was left out before them.
@Suite struct CarriedColumnsTests {
  private static let schema = """
    label: click
    scenario: page
    split: {order: [0.5, 0.5]}
    joins: [{file: users.csv, on: user}]
    features: {user: {kind: id}}
    """
  private static let log = #"""
    click,page,user,note
    1,a,u1,"first, and ""best"""
    0,a,u2
    0,b,u3,"two
    lines"
    1,b,u9,

    """#

  private func columns(_ folder: LogFolder, _ names: String..., schema: String = Self.schema) throws -> CarriedColumns {
    let schema = try Schema.parse(yaml: schema)
    return try CarriedColumns(names, of: try LogSource(data: folder["log.csv"], schema: schema), schema: schema)
  }

  private func texts(_ columns: CarriedColumns, _ rows: [Int]) throws -> [[String]] {
    try columns.cells(ofRows: rows).map { cells in
      (0..<cells.count).map { String(decoding: cells[$0], as: UTF8.self) }
    }
  }

  @Test func rowsKeepTheirNumbers() throws {
    let folder = try LogFolder(["log.csv": Self.log, "users.csv": "user,town\nu1,Ulm\nu3,\"Bonn, Rhine\"\n"])
    // Row 1 cannot be read; a reading of two parts has the same rows as one.
    let columns = try columns(folder, "note", "town", "user")
    #expect(
      try texts(columns, [0, 2]) == [["first, and \"best\"", "two\nlines"], ["Ulm", "Bonn, Rhine"], ["u1", "u3"]])
    #expect(try texts(columns, [3]) == [[""], [""], ["u9"]])
    let all = try self.columns(folder, "user")
    #expect(throws: LogError.self) { try texts(all, [0, 4]) }
  }

  /// Chunks of files, and files: numbers go through all of them.
  @Test func manyChunksAndFiles() throws {
    let folder = try LogFolder(["users.csv": "user,town\n"])
    let filler = String(repeating: "x", count: 100)
    for part in 0..<3 {
      let rows = (0..<20_000).map { "0,a,u\($0 % 7),\(part)-\($0)-\(filler)\n" }
      try folder.write("log-\(part).csv", Data(("click,page,user,note\n" + rows.joined()).utf8))
    }
    let schema = try Schema.parse(yaml: "log: log-*.csv\n" + Self.schema)
    let source = try LogSource(data: folder.url, schema: schema)
    let columns = try CarriedColumns(["note"], of: source, schema: schema)
    for first in stride(from: 0, to: 60_000, by: 7_919) {
      let expected = "\(first / 20_000)-\(first % 20_000)-\(filler)"
      #expect(try texts(columns, [first]) == [[expected]])
    }
  }

  @Test func listsOfJSON() throws {
    let log = """
      {"click": 1, "page": "a", "tags": ["x", "y"], "other": [1, 2], "name": "a,b", "missing": null}
      {"click": 0, "page": "b", "tags": [], "other": [], "name": "c|d", "missing": 1.50}

      """
    let folder = try LogFolder(["log.csv": log])
    let columns = try columns(
      folder, "tags", "other", "name", "missing",
      schema: """
        label: click
        scenario: page
        split: {order: [0.5, 0.5]}
        features: {tags: {kind: ids, separator: "|"}}
        """)
    #expect(try texts(columns, [0, 1]) == [["x|y", ""], ["1,2", ""], ["a,b", "c|d"], ["", "1.50"]])
  }

  @Test func whatIsNotThere() throws {
    let folder = try LogFolder(["log.csv": Self.log, "users.csv": "user,town,note\n"])
    let line = LogFolder.line { _ = try columns(folder, "user", "towm") }
    #expect(line == "log.csv, users.csv: no column \"towm\"; did you mean \"town\"?")
    // The log's own column stands, as for features.
    #expect(try texts(columns(folder, "note"), [2]) == [["two\nlines"]])
    let twice = try LogFolder(["log.csv": "click,page,user,x,x\n1,a,u,1,2\n", "users.csv": "user,town\n"])
    #expect(LogFolder.line { _ = try columns(twice, "x") }.contains("two columns"))
  }
}
