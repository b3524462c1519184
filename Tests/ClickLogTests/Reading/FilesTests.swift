import Foundation
import Testing

@testable import ClickLog

/// Where a log's rows are found: files by name and by pattern, in folders, in folders named after a column's value.
@Suite struct FilesTests {
  private static let features = "features: {u: {kind: id}}\n"

  private static func text(_ rows: Range<Int>) -> String {
    "y,s,u\n" + rows.map { "\($0 % 2),a,u\($0)\n" }.joined()
  }

  private func users(_ log: PreparedLog) -> [String] { log.all.inWords(log.encoding).map { $0.values[0][0] } }
  private func names(_ count: Int) -> [String] { (0..<count).map { "u\($0)" } }

  /// All rows are training rows, so that all values are known.
  private func prepare(_ folder: LogFolder, _ data: String? = nil, _ more: String = "") throws -> PreparedLog {
    let text = "label: y\nscenario: s\nminimumCount: 1\nsplit: {by: y, validation: 2, test: 3}\n" + more
    return try folder.prepared(text + Self.features, of: data)
  }

  @Test func patternsAreExpandedInTheOrderOfNames() throws {
    let folder = try LogFolder()
    for (i, name) in ["a/x1/log-1.csv", "a/x2/log-1.csv", "a/x2/log-2.csv"].enumerated() {
      try folder.write(name, Self.text(2 * i..<2 * i + 2))
    }
    try folder.write("a/y/log-1.csv", "other\n1\n")
    try folder.write("a/x2/notes.txt", "other\n1\n")
    #expect(users(try prepare(folder, "a/x?/log-*.csv")) == names(6))
    #expect(users(try prepare(folder, "a/x[12]/log-[1-9].csv")) == names(6))
    #expect(users(try prepare(folder, nil, "log: a/x*/*.csv\n")) == names(6))
    #expect(users(try prepare(folder, "a/x1/log-1.csv")) == names(2))
    #expect(LogFolder.line { _ = try prepare(folder, "a/z*/log.csv") }.hasSuffix("a/z*/log.csv: no file matches this"))
    #expect(
      LogFolder.line { _ = try prepare(folder, nil, "log: ../*.csv\n") }
        == "the schema's path ../*.csv leaves the data's folder; give an absolute path instead")
    #expect(users(try prepare(folder, nil, "log: \(folder.url.path)/a/x1/*.csv\n")) == names(2))
  }

  @Test func partitionFoldersAreColumns() throws {
    let folder = try LogFolder()
    try folder.write("d/date=2022-05-05/part-0.csv", Self.text(0..<2))
    try folder.write("d/date=2022-05-06/part-0.csv", Self.text(2..<3))
    try folder.write("d/date=2022-05-06/part-1.csv", Self.text(3..<4))
    try folder.write("d/date=a%20b%2Fc%3D1/part-0.csv", Self.text(4..<5))
    try folder.write("d/date=__HIVE_DEFAULT_PARTITION__/part-0.csv", Self.text(5..<6))
    try folder.write("d/date=2022-05-05/.part-0.csv.crc", "x")
    try folder.write("d/date=2022-05-05/_SUCCESS", "")
    try folder.write("d/_SUCCESS", "")
    try folder.write("d/_temporary/0/part-0.csv", "x\n1\n")
    let schema = """
      label: y
      scenario: date
      minimumCount: 1
      split: {by: y, validation: 2, test: 3}
      features: {u: {kind: id}, date: {kind: id}}
      """
    let dates = ["2022-05-05", "2022-05-05", "2022-05-06", "2022-05-06", "(empty)", "a b/c=1"]
    for data in ["d", "d/date=*/part-*.csv", "d/*/*.csv", "d/*/*"] {
      let log = try folder.prepared(schema, of: data)
      let rows = log.all.inWords(log.encoding)
      #expect(rows.map { $0.values[1][0] } == dates, "\(data)")
      #expect(rows.map(\.scenario) == dates.map { $0 == "(empty)" ? "" : $0 } || rows.map(\.scenario) == dates)
    }
    // A pattern that names the files only finds them in the folders too.
    let split = try LogPreparer(
      source: LogSource(data: folder["d"], pattern: "part-*.csv"),
      schema: Schema.parse(
        yaml: "label: y\nscenario: s\nsplit: {where: date, test: 2022-05-06, validation: 0}\nfeatures: {u: {kind: id}}")
    ).prepare(into: folder["store"])
    #expect(PartName.allCases.map { split.part($0).table().map(\.number) } == [[0, 1, 4, 5], [], [2, 3]])
  }

  /// What a file says itself stands.
  @Test func aColumnOfTheFilesGoesBeforeItsFolders() throws {
    let folder = try LogFolder()
    try folder.write("s=folder/u=folder/part-0.csv", Self.text(0..<2))
    #expect(users(try prepare(folder)) == names(2))
    #expect(try prepare(folder).encoding.scenarios == ["a"])
  }

  @Test func hiddenFilesAreNoLogs() throws {
    let folder = try LogFolder(["log.csv": Self.text(0..<3), "_metadata.csv": "x\n1\n", ".log.csv": "x\n1\n"])
    try folder.write("._log.csv", Data([0, 5, 22, 7]))
    #expect(users(try prepare(folder)) == names(3))
    #expect(users(try prepare(folder, nil, "log: '*.csv'\n")) == names(3))
    // One that is asked for is one.
    #expect(LogFolder.line { _ = try prepare(folder, nil, "log: _meta*.csv\n") }.contains("no column \"y\""))
  }

  @Test func partsInOneFolderAreOneLog() throws {
    let folder = try LogFolder(["_SUCCESS": ""])
    for i in 0..<12 {
      let text = Self.text(i..<i + 1)
      let name = "out/part-000\(i < 10 ? "0" : "")\(i).csv"
      if i % 2 == 0 { try folder.write(name, text) } else { try folder.write(name + ".gz", "") }
      if i % 2 == 1 { try folder.write(name + ".gz", Data(Gzip.compress(Array(text.utf8)))) }
    }
    #expect(users(try prepare(folder, "out")) == names(12))
  }

  @Test func zippedMembersAreOneFile() throws {
    let folder = try LogFolder()
    let text = Array(Self.text(0..<500).utf8)
    let cuts = [0, 3, 1_000, 1_001, text.count]
    try folder.write("log.csv.gz", Data(zip(cuts, cuts.dropFirst()).flatMap { Gzip.compress(Array(text[$0..<$1])) }))
    #expect(users(try prepare(folder)) == names(500))
  }

  @Test func sideTablesLieInFoldersAndPatterns() throws {
    let folder = try LogFolder(["log.csv": "y,s,k\n" + (0..<6).map { "\($0 % 2),a,k\($0)\n" }.joined()])
    for i in 0..<3 {
      let text = "k,age\nk\(2 * i),\(i)\nk\(2 * i + 1),\(i)\n"
      try folder.write("side/part-\(i).csv", text)
      try folder.write("side_\(i).csv", text)
      try folder.write("parted/town=T\(i)/part-0.csv", text)
    }
    try folder.write("side/_SUCCESS", "")
    func words(_ file: String, _ feature: String = "age") throws -> [String] {
      let log = try folder.prepared(
        """
        label: y
        scenario: s
        minimumCount: 1
        split: {by: y, validation: 2, test: 3}
        joins: [{file: "\(file)", on: k}]
        features: {\(feature): {kind: id}}
        """, of: "log.csv")
      #expect(log.statistics.joins == [.init(file: file, rows: 0)])
      return log.all.inWords(log.encoding).map { $0.values[0][0] }
    }
    for file in ["side", "side_*.csv", "side/part-?.csv", "parted", "\(folder.url.path)/side_*.csv"] {
      #expect(try words(file) == ["0", "0", "1", "1", "2", "2"], "\(file)")
    }
    #expect(try words("parted", "town") == ["T0", "T0", "T1", "T1", "T2", "T2"])
    #expect(
      LogFolder.line { _ = try words("nothing_*.csv") }
        == "nothing_*.csv: no such file; the schema joins it from \(folder.url.path)")
    try folder.write("side_9.csv", "k,age\nk0,9\n")
    #expect(
      LogFolder.line { _ = try words("side_*.csv") }
        == "side_9.csv, row 1 (line 2), column k: expected each key once, found \"k0\" again with other values")
  }

  @Test func filesOfOneLogHaveTheColumnsThatAreUsed() throws {
    let good = Self.text(0..<2)
    func line(_ name: String, _ text: String) throws -> String {
      let folder = try LogFolder(["log-1.csv": good, name: text])
      return LogFolder.line { _ = try prepare(folder, nil, "log: log-*\n") }
    }
    #expect(try line("log-2.csv", "y,u,s\n1,a,b\n") == "nothing was thrown", "another order")
    #expect(try line("log-2.csv", "y,s\n1,a\n") == "log-2.csv: no column \"u\", which log-1.csv has")
    #expect(try line("log-2.tsv", "y\ts\tu\n1\ta\tb\n") == "nothing was thrown", "another delimiter")
    #expect(try line("log-2.csv", "") == "nothing was thrown", "an empty part")
    #expect(try line("log-2.csv", "y,s,u\n") == "nothing was thrown", "a day without rows")
    let folder = try LogFolder()
    try folder.write("date=1/part-0.csv", good)
    try folder.write("date=1/hour=2/part-0.csv", good)
    // A folder's column that one of them lacks is missed where it is used.
    #expect(LogFolder.line { _ = try prepare(folder) } == "nothing was thrown")
  }

  /// As R's write.csv does.
  @Test func aHeaderMayBeQuoted() throws {
    let folder = try LogFolder(["log.csv": "\"y\",\"s\",\"u\"\n1,\"a\",\"u0\"\n0,\"a\",\"u1\"\n"])
    #expect(users(try prepare(folder)) == names(2))
    try folder.write("log.csv", "\"y\"x,s,u\n1,a,u0\n")
    #expect(
      LogFolder.line { _ = try prepare(folder) }
        == "log.csv, line 1: expected a delimiter after a closing quote (a quote inside a quoted value is written twice, or behind what the schema's format names as escape)"
    )
  }
}

/// Where a schema's paths may lead: not out of the data's folder by `..`, but wherever an absolute path or a link says.
@Suite struct PathTests {
  /// `data/log.csv`, and beside `data` a folder with a log and a side table.
  private func folder() throws -> LogFolder {
    let folder = try LogFolder()
    let log = "y,s,k\n" + (0..<6).map { "\($0 % 2),a,k\($0)\n" }.joined()
    try folder.write("data/log.csv", log)
    try folder.write("outside/log.csv", log)
    try folder.write("outside/side.csv", "k,age\n" + (0..<6).map { "k\($0),\($0)\n" }.joined())
    try folder.write("data/inside/side.csv", "k,age\n" + (0..<6).map { "k\($0),\($0)\n" }.joined())
    return folder
  }

  private func line(_ folder: LogFolder, log: String? = nil, side: String) -> String {
    LogFolder.line {
      let more = log.map { "log: \"\($0)\"\n" } ?? ""
      _ = try folder.prepared(
        "\(more)label: y\nscenario: s\njoins: [{file: \"\(side)\", on: k}]\nfeatures: {age: {kind: number}}", of: "data"
      )
    }
  }

  private static let good = "nothing was thrown"

  @Test func outOfTheFolder() throws {
    let folder = try folder()
    let outside = "../outside/side.csv"
    for path in [outside, "inside/../../outside/side.csv", "../outside/*.csv", "inside/../*/side.csv", ".."] {
      let refused = "the schema's path \(path) leaves the data's folder; give an absolute path instead"
      #expect(line(folder, side: path) == refused)
      #expect(line(folder, log: path, side: "inside/side.csv") == refused)
    }
    #expect(line(folder, side: "inside/side.csv") == Self.good)
    #expect(line(folder, side: "./inside/side.csv") == Self.good)
    // On purpose.
    let absolute = folder["outside"].path
    #expect(line(folder, side: "\(absolute)/side.csv") == Self.good)
    #expect(line(folder, log: "\(absolute)/log.csv", side: "\(absolute)/si*.csv") == Self.good)
    // Two points are also a name's.
    try folder.write("data/..side..csv", "k,age\nk0,1\n")
    #expect(line(folder, side: "..side..csv") == Self.good)
  }

  @Test func linksAreFollowed() throws {
    let folder = try folder()
    func link(_ name: String, to target: String) throws {
      try FileManager.default.createSymbolicLink(atPath: folder[name].path, withDestinationPath: target)
    }
    try link("data/linked.csv", to: "../outside/side.csv")
    try link("data/linked", to: folder["outside"].path)
    try link("data/nowhere.csv", to: "nothing.csv")
    #expect(line(folder, log: "log.csv", side: "linked.csv") == Self.good)
    #expect(line(folder, log: "linked/log.csv", side: "linked/side.csv") == Self.good)
    let nowhere = line(folder, log: "log.csv", side: "nowhere.csv")
    #expect(nowhere == "nowhere.csv: no such file; the schema joins it from \(folder["data"].path)")
  }

  /// Rows behind a link that leads back would be there again and again.
  @Test func aLinkThatLeadsBackIsRefused() throws {
    let folder = try LogFolder()
    try folder.write("d/date=1/log.csv", "y,s,u\n1,a,u\n0,a,u\n")
    try FileManager.default.createSymbolicLink(
      atPath: folder["d/date=1/hour=1"].path, withDestinationPath: "..")
    let schema = "label: y\nscenario: s\nfeatures: {u: {kind: id}}"
    #expect(
      LogFolder.line { _ = try folder.prepared(schema, of: "d") }
        == "date=1/hour=1: expected a folder with a part of the log, found a link to a folder that it lies in")
  }
}
