import Foundation
import Testing

@testable import ClickLog

/// Logs and side tables in several files that differ.
@Suite struct FileCases {
  private let log = CaseLog()
  private static let schema = CaseLog.schema()

  @Test func columnsAreFoundByName() throws {
    let folder = try LogFolder(["log.csv": log.text()])
    _ = try folder.prepared(Self.schema, of: "log.csv", into: "base")
    let base = try folder.files(below: "base")
    func expectSame(_ parts: [String], _ comment: Comment) throws {
      for (number, part) in parts.enumerated() { try folder.write("parts/part-\(number).csv", part) }
      _ = try folder.prepared(Self.schema, of: "parts", .cut(5000))
      let other = try folder.files(below: "store")
      for (file, data) in base where !file.hasSuffix(".json") { #expect(other[file] == data, comment) }
      try FileManager.default.removeItem(at: folder["parts"])
    }
    let mixed = ["page", "click", "item_id", "user_id", "price", "time"]
    let first = log.text(rows: 0..<1500)
    try expectSame([first, log.text(columns: mixed, rows: 1500..<3000)], "another order")
    let more = log.with("new") { _, _ in "x" }
    try expectSame([first, more.text(columns: ["new"] + CaseLog.columns, rows: 1500..<3000)], "a column more")
    try expectSame(
      [first, more.text(columns: CaseLog.columns + ["new", "new"], rows: 1500..<3000)], "two of one name")
    try expectSame([first, log.text(";", rows: 1500..<3000)], "another delimiter")
    try expectSame(["", first, "", log.text(rows: 1500..<1500), log.text(rows: 1500..<3000)], "empty parts")
  }

  @Test func emptyFilesAreCounted() throws {
    let folder = try LogFolder()
    try folder.write("log/part-0.csv", "")
    try folder.write("log/part-1.csv", log.text())
    try folder.write("log/part-2.csv", "\n")
    #expect(try folder.prepared(Self.schema, of: "log").statistics.emptyFiles == 2)
    try folder.write("none/part-0.csv", "")
    #expect(folder.sizes(of: "none", Self.schema) == "part-0.csv: the file is empty; expected a header and rows")
  }

  @Test func aPartWithoutAColumnIsNamed() throws {
    let folder = try LogFolder()
    try folder.write("log/part-0.csv", log.text(rows: 0..<1500))
    try folder.write(
      "log/part-1.csv", log.text(columns: ["click", "user_id", "item_id", "page", "time"], rows: 1500..<3000))
    #expect(folder.sizes(of: "log", Self.schema) == "part-1.csv: no column \"price\", which part-0.csv has")
    let without = CaseLog.schema(["features": "{user_id: {kind: id}}"])
    #expect(folder.sizes(of: "log", without) == "2100/300/600")
    // A part without the header of the others.
    try folder.write("log/part-1.csv", log.text(header: false, rows: 1500..<3000))
    #expect(
      folder.sizes(of: "log", Self.schema).contains(
        "part-1.csv: no column \"click\", which part-0.csv has; the first row looks like data"))
  }

  @Test func idsThatWereWrittenAsFractionsAreRefused() throws {
    let folder = try LogFolder()
    let whole = log.with("user_id") { _, user in String(user.dropFirst()) }
    let fractions = whole.with("user_id") { _, user in user + ".0" }
    try folder.write("log/part-0.csv", whole.text(rows: 0..<1500))
    try folder.write("log/part-1.csv", fractions.text(rows: 1500..<3000))
    #expect(
      folder.sizes(of: "log", Self.schema)
        == "part-1.csv, column user_id: values are written like 7 in part-0.csv and like 7.0 here, as a data frame does where "
        + "one is missing; expected one form in all files")
    // Prices are numbers in either form, and ids in one file are what they are.
    #expect(try folder.sizes(fractions.text(), Self.schema) == "2100/300/600")
  }

  @Test func filesSplitALog() throws {
    let folder = try LogFolder()
    try folder.write("train.csv", log.text(rows: 0..<2400))
    try folder.write("test.csv", log.text(rows: 2400..<3000))
    let schema = CaseLog.schema(["split": "{files: {train: train.csv, test: test.csv}}"])
    let prepared = try folder.prepared(schema)
    #expect(prepared.sizes == [2160, 240, 600])
    #expect(prepared.part(.test).table().map(\.number) == Array(2400..<3000))
    #expect(prepared.part(.validation).table().map(\.number) == Array(2160..<2400))
    try folder.write("valid.csv", log.text(rows: 0..<100))
    let three = CaseLog.schema(["split": "{files: {train: [train.csv], validation: valid.csv, test: 'te*.csv'}}"])
    #expect(try folder.prepared(three).sizes == [2400, 100, 600])
    #expect(try Schema.parse(yaml: Schema.parse(yaml: three).yaml) == Schema.parse(yaml: three))
    #expect(
      LogFolder.line {
        _ = try folder.prepared(CaseLog.schema(["split": "{files: {train: 't*.csv', test: test.csv}}"]))
      } == "test.csv: the schema's split has this file in two parts")
    #expect(
      folder.sizes(of: "train.csv", schema)
        == "train.csv: the schema's split names files; expected the folder that they are in")
    // The run's own log keeps its parts, another has test rows only.
    let again = LogPreparer(
      source: try LogSource(data: folder.url, schema: prepared.encoding.schema), encoding: prepared.encoding)
    #expect(try again.prepare(into: folder["again"]).sizes == [2160, 240, 600])
    let other = LogPreparer(source: try LogSource(data: folder["test.csv"]), encoding: prepared.encoding)
    #expect(try other.prepare(into: folder["again"]).sizes == [0, 0, 600])
  }

  @Test func aGroupIsInOnePart() throws {
    let folder = try LogFolder(["log.csv": log.text()])
    let schema = CaseLog.schema(["split": "{random: [0.6, 0.2, 0.2], group: user_id}"])
    let prepared = try folder.prepared(schema, of: "log.csv", .cut(3000))
    var partsOfUser: [String: Set<Int>] = [:]
    for part in PartName.allCases {
      for row in prepared.part(part).table() {
        partsOfUser[log.cells["user_id"]?[row.number] ?? "", default: []].insert(part.rawValue)
      }
    }
    #expect(partsOfUser.count == 60 && partsOfUser.values.allSatisfy { $0.count == 1 })
    #expect(prepared.sizes[0] > 1200 && prepared.sizes.allSatisfy { $0 > 100 })
    let other = try folder.prepared(schema, of: "log.csv", seed: 2)
    #expect(other.sizes != prepared.sizes)
  }

  @Test func sideTablesHaveKeysOfTheirOwnName() throws {
    let ages = (0..<60).map { "u\($0),\($0 % 7)\n" }.joined()
    let folder = try LogFolder(["log.csv": log.text(), "users.csv": "id,age\n" + ages + "u7,0\nu7,0\n"])
    func schema(_ on: String) -> String {
      CaseLog.schema(["features": "{age: {kind: id}}"], more: "joins: [{file: users.csv, on: \(on)}]\n")
    }
    let prepared = try folder.prepared(schema("{log: user_id, file: id}"), of: "log.csv")
    #expect(prepared.statistics.joins == [.init(file: "users.csv", rows: 0)])
    let encoder = try RowEncoder(prepared.encoding, tables: folder.url)
    #expect(
      try encoder.batch(of: [["user_id": "u7", "page": "home"]]).ids
        == encoder.batch(of: [["user_id": "u14", "page": "home"]]).ids)
    try folder.write("users.csv", "id,age\n" + ages + "u7,5\n")
    let twice = "users.csv, row 61 (line 62), column id: expected each key once, found \"u7\" again with other values"
    #expect(folder.sizes(of: "log.csv", schema("{log: user_id, file: id}")) == twice)
    #expect(LogFolder.line { _ = try RowEncoder(prepared.encoding, tables: folder.url) } == twice)
    try folder.write("users.csv", "id,age\n" + ages.replacingOccurrences(of: "u", with: ""))
    #expect(
      folder.sizes(of: "log.csv", schema("{log: user_id, file: id}")).hasSuffix(
        " is among the table's keys (0, 1, 2, …); expected the same values in both"))
  }

  @Test func listsInBrackets() throws {
    let forms: [(Int) -> String] = [
      { "[\($0 % 5 + 1), \($0 % 7 + 1)]" }, { "['\($0 % 5 + 1)', '\($0 % 7 + 1)']" },
      { "[\($0 % 5 + 1) \($0 % 7 + 1)]" },
      { "[\"\"\($0 % 5 + 1)\"\",\"\"\($0 % 7 + 1)\"\",null]" }, { "\($0 % 5 + 1), \($0 % 7 + 1)" },
    ]
    let folder = try LogFolder()
    let schema = CaseLog.schema(["features": "{tags: {kind: ids, separator: ','}}"])
    for form in forms {
      let tagged = log.with("tags") { row, _ in row % 9 == 0 ? "\"[]\"" : "\"\(form(row))\"" }
      try folder.write("log.csv", tagged.text(columns: CaseLog.columns + ["tags"]))
      let prepared = try folder.prepared(schema, of: "log.csv")
      #expect(prepared.encoding.fields[0].rows == 8)
      let rows = prepared.all.inWords(prepared.encoding)
      #expect(rows.first { $0.number == 9 }?.values[0] == [])
      #expect(rows.first { $0.number == 10 }?.values[0] == ["1", "4"])
    }
    let padded = log.with("tags") { row, _ in "\(row % 5 + 1)|0|0|0" }
    try folder.write("log.csv", padded.text(columns: CaseLog.columns + ["tags"]))
    let ignoring = CaseLog.schema(["features": "{tags: {kind: ids, separator: '|', ignore: ['0']}}"])
    let prepared = try folder.prepared(ignoring, of: "log.csv")
    #expect(prepared.encoding.fields[0].rows == 6 && prepared.statistics.fields[0].valuesPerRow == 1)
  }

  @Test func numbersAreScenariosByBuckets() throws {
    let folder = try LogFolder(["log.csv": log.text()])
    let limits = CaseLog.schema(["scenario": "{column: price, buckets: [10, 50]}"])
    let prepared = try folder.prepared(limits, of: "log.csv")
    #expect(prepared.encoding.scenarios == ["10.0 to 50.0", "below 10.0", "from 50.0"])
    let drawn = CaseLog.schema(["scenario": "[page, {column: price, buckets: 4}]"])
    let quarters = try folder.prepared(drawn, of: "log.csv")
    #expect(quarters.encoding.scenarios.count == 12)
    let counts = quarters.part(.training).scenarioCounts().map(\.rows)
    #expect(counts.reduce(0, +) == 2100 && counts.allSatisfy { $0 > 60 })
    // A later log, and a row in memory, fall into the same ranges.
    let later = LogPreparer(source: try LogSource(data: folder["log.csv"]), encoding: quarters.encoding)
    #expect(try later.prepare(into: folder["later"]).part(.training).scenarioCounts().map(\.rows) == counts)
    let encoder = RowEncoder(prepared.encoding)
    let rows: [[String: RowValue]] = ["9.99", "10", "77"].map {
      ["user_id": "u1", "item_id": "i1", "page": "home", "price": .text($0)]
    }
    #expect(try encoder.batch(of: rows).scenarios == [1, 0, 2])
  }
}
