import Foundation
import Testing

@testable import ClickLog

/// Everything a user can get wrong with a log: one line, with the file, the row and what was expected.
@Suite struct BadInputTests {
  private static let schema = """
    label: click
    scenario: tab
    split: {order: [0.6, 0.2, 0.2]}
    minimumCount: 1
    features: {user: {kind: id}, price: {kind: number}}
    """
  private static let good = "click,tab,user,price\n1,a,u,2\n0,a,v,3\n0,b,u,\n1,a,u,2\n0,a,v,3\n"

  @Test(arguments: [
    ("", "log.csv: the file is empty; expected a header and rows"),
    ("click,tab,user,price\n", "log.csv: there is a header but no row"),
    (
      "click,tab,user,tab\n1,a,u,2\n",
      "log.csv, column tab: two columns of the file are named \"tab\"; rename one of them"
    ),
    ("click,tab,usr,price\n1,a,u,2\n", "log.csv: no column \"user\" (feature of the schema); did you mean \"usr\"?"),
    (
      "is_click,tab,user,price\n1,a,u,2\n",
      "log.csv: no column \"click\" (label of the schema); there are is_click, tab, user, price"
    ),
    (
      "click,tab,user,price\n1,a,u,2\nmaybe,a,u,2\n",
      "log.csv, row 2 (line 3), column click: expected 0 or 1, found \"maybe\""
    ),
    ("click,tab,user,price\nx,a,u,2\n", "log.csv, row 1 (line 2), column click: expected 0 or 1, found \"x\""),
    ("click,tab,user,price\n,a,u,2\n", "log.csv, row 1 (line 2), column click: expected 0 or 1, found \"\""),
    (
      "click,tab,user,price\n1,a,u,2\n\n1,a,u\n",
      "log.csv, row 2 (line 4): expected 4 columns, as in the header, found 3"
    ),
    ("click,tab,user,price\n1,a,u,2,5\n", "log.csv, row 1 (line 2): expected 4 columns, as in the header, found 5"),
    (
      "click,tab,user,price\n1,\"a\nb\",u,2\n1,a,u,cheap\n",
      "log.csv, row 2 (line 4), column price: expected a number, found \"cheap\""
    ),
    (
      "click,tab,user,price\n1,a,u,2\n1,\"a,u,2\n",
      "log.csv, row 2 (line 3): a quote opened in this row is never closed (where quotes are plain characters, say format: {quote: none})"
    ),
  ])
  func aBadLog(_ text: String, _ line: String) throws {
    let folder = try LogFolder(["log.csv": text])
    #expect(LogFolder.line { _ = try folder.prepare(Self.schema) } == line)
    #expect(
      try FileManager.default.contentsOfDirectory(atPath: folder.url.path) == ["log.csv"], "nothing half-made stays")
  }

  @Test func theGoodLogIsGood() throws {
    #expect(try LogFolder(["log.csv": Self.good]).prepare(Self.schema).rows == 5)
  }

  @Test(arguments: [
    (
      "split: {by: day, validation: 2, test: 3}",
      "log.csv: no column \"day\" (column of the split of the schema); there are click, tab, user, price"
    ),
    (
      "split: {by: tab, validation: 2, test: 3}",
      "log.csv, row 1 (line 2), column tab: expected a number or a time like 2022-05-06 10:00:00 (another form is named like timeFormat: \"%m/%d/%Y %H:%M\"), found \"a\""
    ),
    (
      "split: {by: price, validation: -2, test: -1}",
      "log.csv, row 3 (line 4), column price: expected a number or a time like 2022-05-06 10:00:00 (another form is named like timeFormat: \"%m/%d/%Y %H:%M\"), found \"\""
    ),
    (
      "split: {by: click, validation: -2, test: -1}",
      "log.csv: the split leaves no row for training: no click is below -2"
    ),
    (
      "time: tab",
      "log.csv, row 1 (line 2), column tab: expected a number or a time like 2022-05-06 10:00:00 (another form is named like timeFormat: \"%m/%d/%Y %H:%M\"), found \"a\""
    ),
    ("time: tine", "log.csv: no column \"tine\" (time of the schema); there are click, tab, user, price"),
    ("session: users", "log.csv: no column \"users\" (session of the schema); did you mean \"user\"?"),
    (
      "joins: [{file: ../side.csv, on: user}]",
      "the schema's path ../side.csv leaves the data's folder; give an absolute path instead"
    ),
  ])
  func aBadSchemaForTheLog(_ line: String, _ error: String) throws {
    let folder = try LogFolder(["log.csv": Self.good])
    let text = "label: click\nscenario: tab\n\(line)\nfeatures: {user: {kind: id}}"
    #expect(LogFolder.line { _ = try folder.prepare(text) } == error)
  }

  @Test func aSideTableThatIsNotThereIsNamedWithItsFolder() throws {
    let folder = try LogFolder(["log.csv": Self.good])
    let schema = "label: click\nscenario: tab\njoins: [{file: side.csv, on: user}]\nfeatures: {user: {kind: id}}"
    #expect(
      LogFolder.line { _ = try folder.prepare(schema) }
        == "side.csv: no such file; the schema joins it from \(folder.url.path)")
  }

  @Test(arguments: [
    (
      "user,age\nu,1\nv,2\nu,3\n",
      "side.csv, row 3 (line 4), column user: expected each key once, found \"u\" again with other values"
    ),
    ("usr,age\nu,1\n", "side.csv: no column \"user\", on which the schema joins; did you mean \"usr\"?"),
    ("user,age\nu\n", "side.csv, row 1 (line 2): expected 2 columns, as in the header, found 1"),
    ("user,age\nu,old\n", "side.csv, row 1 (line 2), column age: expected a number, found \"old\""),
    ("user,agee\nu,1\n", "log.csv, side.csv: no column \"age\" (feature of the schema); did you mean \"agee\"?"),
  ])
  func aBadSideTable(_ side: String, _ line: String) throws {
    let folder = try LogFolder(["log.csv": Self.good, "side.csv": side])
    let schema = "label: click\nscenario: tab\njoins: [{file: side.csv, on: user}]\nfeatures: {age: {kind: number}}"
    #expect(LogFolder.line { _ = try folder.prepare(schema) } == line)
  }

  @Test func aFeatureInTwoSideTables() throws {
    let folder = try LogFolder(["log.csv": Self.good, "a.csv": "user,age\nu,1\n", "b.csv": "tab,age\na,1\n"])
    let schema = """
      label: click
      scenario: tab
      joins: [{file: a.csv, on: user}, {file: b.csv, on: tab}]
      features: {age: {kind: number}}
      """
    #expect(
      LogFolder.line { _ = try folder.prepare(schema) }
        == "the feature age is in both a.csv and b.csv; rename one of the columns")
  }

  @Test func theDataMustBeThere() throws {
    let folder = try LogFolder(["a.csv": Self.good, "b.csv": "click,tab\n1,2\n", "notes.txt": "x"])
    func source(_ url: URL, _ pattern: String? = nil) -> String {
      LogFolder.line { _ = try LogSource(data: url, pattern: pattern) }
    }
    let name = folder.url.lastPathComponent
    #expect(source(URL(fileURLWithPath: "no.csv", relativeTo: folder.url)).hasSuffix("no.csv: no such file or folder"))
    #expect(source(folder.url, "*.csv") == "nothing was thrown", "columns are found by name")
    #expect(source(folder.url, "x*.csv") == "\(name): no file here matches the schema's log: x*.csv")
    #expect(
      source(folder.url)
        == "\(name): which file is the log? Name it in the schema (log: …) or give it instead of the folder; "
        + "all of them are log: \"*.csv\"; here are a.csv, b.csv"
    )
    let empty = try LogFolder()
    #expect(
      source(empty.url).hasSuffix(
        ": expected a .csv or .tsv file (also .gz, .zst, .bz2, .xz, .lz4), or JSON lines (.jsonl), or Parquet files, in this folder"
      ))
  }

  @Test func somethingElseIsNotOverwritten() throws {
    let folder = try LogFolder(["log.csv": Self.good])
    try FileManager.default.createDirectory(at: folder["mine"], withIntermediateDirectories: true)
    try folder.write("mine/thesis.txt", Data("x".utf8))
    #expect(
      LogFolder.line { _ = try folder.prepare(Self.schema, as: "mine") }
        .hasSuffix("mine: something other than a store is there; it is left as it is"))
  }
}
