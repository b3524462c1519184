import Foundation
import Tensors
import Testing

@testable import ClickLog

/// Rows that cannot be read: counted, described, left out, and without a trace in what is kept.
@Suite struct BadRowTests {
  /// A log in three files with bad rows strewn in, and the same without them.
  private struct Strewn {
    let files: [String: String]
    let clean: [String: String]
    /// The places of the good rows among all.
    let numbers: [Int]
    /// The error lines of the bad rows.
    let lines: [String]

    static let bad: [(text: String, problem: String)] = [
      ("1,0,ghost\n", ": expected 9 columns, as in the header, found 3"),
      ("maybe,0,ghost,3,ghost,1,ghost,ghost:1,ghost\n", ", column y: expected 0 or 1, found \"maybe\""),
      (
        "1,0,ghost,3,ghost,cheap,ghost,ghost:1,ghost\n",
        ", column n: expected a number, found \"cheap\""
      ),
      (
        "1,0,ghost,3,ghost,1,ghost|g1,ghost:1;x1,ghost\n",
        ", column w: expected values with weights from 0 on, like 17:0.5, found \"ghost:1;x1\""
      ),
      (
        "1,0,\"ghost\"s,3,ghost,1,ghost,ghost:1,ghost\n",
        ": expected a delimiter after a closing quote (a quote inside a quoted value is written twice, or behind what the schema's format names as escape)"
      ),
      (
        "1,0,ghost,never,ghost,1,ghost,ghost:1,ghost\n",
        ", column t: expected a number or a time like 2022-05-06 10:00:00 (another form is named like timeFormat: \"%m/%d/%Y %H:%M\"), found \"never\""
      ),
    ]

    init(_ log: MixedLog, seed: UInt64) {
      var draw = RandomGenerator(seed: seed)
      var files = ["users.csv": log.userText]
      var clean = files
      var numbers: [Int] = []
      var lines: [String] = []
      var all = 0
      for file in 0..<3 {
        let name = "log_\(file).csv"
        let header = MixedLog.text([], MixedLog.header)
        var text = header
        var good = header
        var (row, line) = (0, 2)
        func add(_ some: String) {
          text += some
          row += 1
          all += 1
          line += some.utf8.count { $0 == UInt8(ascii: "\n") }
        }
        for cells in log.rows[(file * log.rows.count / 3)..<((file + 1) * log.rows.count / 3)] {
          if draw.index(below: 8) == 0 {
            let some = Self.bad[lines.count % Self.bad.count]
            lines.append("\(name), row \(row + 1) (line \(line))\(some.problem)")
            add(some.text)
          }
          let some = MixedLog.text([cells], nil)
          good += some
          numbers.append(all)
          add(some)
        }
        files[name] = text
        clean[name] = good
      }
      (self.files, self.clean, self.numbers, self.lines) = (files, clean, numbers, lines)
    }
  }

  private static let strewn = Strewn(MixedLog(rows: 240, seed: 5), seed: 2)

  @Test(arguments: [(1 << 20, 1), (1 << 20, 3), (300, 2), (64, 3)])
  func theyLeaveNoTrace(_ chunkBytes: Int, _ threads: Int) throws {
    let strewn = Self.strewn
    #expect(strewn.lines.count > 20)
    let (folder, other) = (try LogFolder(strewn.files), try LogFolder(strewn.clean))
    let limit = strewn.lines.count
    let log = try folder.prepared(MixedLog.schema, .cut(chunkBytes, threads: threads) { $0.maxBadRows = limit })
    let clean = try other.prepared(MixedLog.schema)
    #expect(log.statistics.badRows == limit && log.statistics.rowsRead == 240 + limit)
    #expect(log.statistics.firstBadRows == Array(strewn.lines.prefix(10)))
    // Every file is the same but those that speak of the rows' numbers.
    let (mine, theirs) = (try folder.files(below: "store"), try other.files(below: "store"))
    #expect(mine.keys.sorted() == theirs.keys.sorted())
    for (name, data) in mine where !["rows", "store.json"].contains(name) && data != theirs[name] {
      Issue.record("\(name) differs")
    }
    #expect(log.fingerprint == clean.fingerprint)
    #expect(log.all.table().map(\.number) == clean.all.table().map { strewn.numbers[$0.number] })
  }

  @Test func theLimitIsTheLastNumberThatPasses() throws {
    let folder = try LogFolder(Self.strewn.files)
    let (count, first) = (Self.strewn.lines.count, Self.strewn.lines[0])
    for (chunkBytes, threads) in [(1 << 20, 1), (200, 3)] {
      func line(_ limit: Int) -> String {
        LogFolder.line {
          _ = try folder.prepared(MixedLog.schema, .cut(chunkBytes, threads: threads) { $0.maxBadRows = limit })
        }
      }
      #expect(line(count) == "nothing was thrown")
      #expect(line(0) == first)
      for limit in [1, count / 2, count - 1] {
        #expect(line(limit) == "\(first); this is the first of more than \(limit) such rows [allowBadRows]")
      }
    }
  }

  /// A bad row before an open quote is named, whichever thread was faster.
  @Test func aQuoteLeftOpenIsNoBadRow() throws {
    let rows = (0..<400).map { "\($0 % 2),a,u\($0)\n" }.joined()
    let open =
      "log.csv, row 401 (line 402): a quote opened in this row is never closed (where quotes are plain characters, say format: {quote: none})"
    let folder = try LogFolder(["log.csv": "y,s,u\n" + rows + "1,\"a,u\n1,a,u\n"])
    let schema = "label: y\nscenario: s\nfeatures: {u: {kind: id}}"
    for options in [PreparationOptions.cut(1 << 20) { $0.maxBadRows = 9 }, .cut(100, threads: 3) { $0.maxBadRows = 9 }]
    {
      #expect(LogFolder.line { _ = try folder.prepared(schema, options) } == open)
    }
    try folder.write("log.csv", "y,s,u\n1,a\n" + rows + "1,\"a,u\n1,a,u\n")
    for threads in 1...3 {
      #expect(
        LogFolder.line { _ = try folder.prepared(schema, .cut(100, threads: threads)) }
          == "log.csv, row 1 (line 2): expected 3 columns, as in the header, found 2")
    }
  }

  /// One row is bad: up to the next newline, and not beyond.
  @Test func aMalformedQuoteIsOneBadRow() throws {
    let text = "y,s,u\n1,a,u0\n0,\"a\"b,\"u1\n1,a,\"u2\"\n0,\"a\n\"b,u3\n1,a,u4\n0,a,\"u5\"!"
    let schema =
      "label: y\nscenario: s\nminimumCount: 1\nsplit: {by: y, validation: 2, test: 3}\nfeatures: {u: {kind: id}}"
    let problem =
      ": expected a delimiter after a closing quote (a quote inside a quoted value is written twice, or behind what the schema's format names as escape)"
    for end in ["\n", "\r\n"] {
      let folder = try LogFolder(["log.csv": text.replacingOccurrences(of: "\n", with: end)])
      for chunkBytes in 16..<40 {
        let log = try folder.prepared(schema, .cut(chunkBytes, threads: 1) { $0.maxBadRows = 3 })
        #expect(log.all.inWords(log.encoding).map { $0.values[0][0] } == ["u0", "u2", "u4"])
        #expect(log.all.table().map(\.number) == [0, 2, 4] && log.statistics.rowsRead == 6)
        #expect(
          log.statistics.firstBadRows == [
            "log.csv, row 2 (line 3)" + problem, "log.csv, row 4 (line 5)" + problem,
            "log.csv, row 6 (line 8)" + problem,
          ])
      }
      #expect(LogFolder.line { _ = try folder.prepared(schema) } == "log.csv, row 2 (line 3)" + problem)
    }
  }

  @Test func sideTablesMayHaveThemToo() throws {
    let folder = try LogFolder([
      "log.csv": "y,s,k\n1,a,k0\n0,a,k1\n1,a,k2\n", "side.csv": "k,age\nk0,1\nk1\nk1,2\nk2,old\n",
    ])
    let schema = """
      label: y
      scenario: s
      split: {by: y, validation: 2, test: 3}
      joins: [{file: side.csv, on: k}]
      features: {age: {kind: number}}
      """
    let log = try folder.prepared(schema, of: "log.csv", .cut(1 << 20) { $0.maxBadRows = 2 })
    #expect(log.statistics.badRows == 2 && log.statistics.rowsRead == 3)
    #expect(
      log.statistics.firstBadRows == [
        "side.csv, row 2 (line 3): expected 2 columns, as in the header, found 1",
        "side.csv, row 4 (line 5), column age: expected a number, found \"old\"",
      ])
    #expect(log.statistics.joins == [.init(file: "side.csv", rows: 1)])
    // A key that is there twice is told by its row, bad ones counted.
    try folder.write("side.csv", "k,age\nk0\nk1,1\nk2,1\nk1,2\n")
    #expect(
      LogFolder.line { _ = try folder.prepared(schema, of: "log.csv", .cut(20) { $0.maxBadRows = 2 }) }
        == "side.csv, row 4 (line 5), column k: expected each key once, found \"k1\" again with other values")
  }

  @Test func aLogOfBadRowsAloneIsNone() throws {
    let folder = try LogFolder(["log.csv": "y,s,u\n1,a\n2\n"])
    let options = PreparationOptions.cut(1 << 20) { $0.maxBadRows = 5 }
    #expect(
      LogFolder.line { _ = try folder.prepared("label: y\nscenario: s\nfeatures: {u: {kind: id}}", options) }
        == "log.csv: no row can be read; the first: "
        + "log.csv, row 1 (line 2): expected 3 columns, as in the header, found 2")
  }

  /// Guessing what columns are is no reason to stop at a row that may be bad.
  @Test func automaticFeaturesPassThemBy() throws {
    let folder = try LogFolder(["log.csv": "y,s,u\n1,a,v\n0,a\n0,b,w\n1,b,v\n"])
    let schema = "label: y\nscenario: s\nsplit: {by: y, validation: 2, test: 3}\nfeatures: {auto: true}"
    let log = try folder.prepared(schema, .cut(1 << 20) { $0.maxBadRows = 1 })
    #expect(log.encoding.fields.map(\.name) == ["s", "u"] && log.rows == 3)
    let line = "log.csv, row 2 (line 3): expected 3 columns, as in the header, found 2"
    #expect(LogFolder.line { _ = try folder.prepared(schema) } == line)
    try folder.write("log.csv", "y,s,u\n1,a\n")
    #expect(
      LogFolder.line { _ = try folder.prepared(schema) }
        == "log.csv, row 1 (line 2): expected 3 columns, as in the header, found 2")
  }
}
