import Foundation
import Testing

@testable import ClickLog

/// How single values are read, and what errors say.
@Suite struct RowEncoderValueTests {
  private static let schema = """
    label: y
    scenario: tab
    split: {random: [0.8, 0.1, 0.1]}
    minimumCount: 1
    session: user
    joins: [{file: prices.csv, on: item}]
    features:
      user: {kind: id}
      price: {kind: number, buckets: 4}
      age: {kind: number, buckets: 3}
      tags: {kind: ids, separator: ","}
      w: {kind: ids, separator: ";", weighted: true}

    """

  private static func folder() throws -> LogFolder {
    let users = ["7", "07", " 7", "7.0", "12.5", "-3", "1", "0", "true", "", "1e-05", "1e+16", "a,b", "x", "y"]
    var log = "y,tab,user,item,age,tags,w\n"
    for i in 0..<300 {
      log += "\(i % 2),\(i % 3),\"\(users[i % users.count])\",i\(i % 4),\(i % 90),\"a,7,b\",x:1;y:0.5\n"
    }
    return try LogFolder([
      "log.csv": log, "prices.csv": "item,price,colour\ni0,1.5,red\ni1,,blue\ni2,8,red\ni3,3,green\n",
    ])
  }

  private let folder: LogFolder
  private let encoder: RowEncoder
  private let row: [String: RowValue] = [
    "user": "7", "tab": "1", "item": "i2", "age": 40, "tags": ["a", "b"], "w": "x:1",
  ]

  init() throws {
    folder = try Self.folder()
    encoder = try RowEncoder(try folder.prepare(Self.schema).encoding, tables: folder.url)
  }

  /// The only row with one value changed.
  private func encoded(_ name: String, _ value: RowValue?) throws -> EncodedRows {
    var row = row
    row[name] = value
    return EncodedRows(try encoder.batch(of: [row]))
  }

  private func problem(_ name: String, _ value: RowValue?, _ change: (inout RowEncoder) -> Void = { _ in }) -> RowError?
  {
    var (row, encoder) = (row, encoder)
    row[name] = value
    change(&encoder)
    do { _ = try encoder.batch(of: [self.row, row]) } catch { return error }
    return nil
  }

  @Test(
    arguments: [
      ("7", .integer(7)), ("7.0", .number(7)), ("12.5", 12.5), ("-3", -3), ("1", true), ("0", false), ("", nil),
      ("1e-05", 0.00001), ("1e+16", 1e16), ("", .number(.nan)),
    ] as [(String, RowValue)])
  func anIDIsItsText(text: String, value: RowValue) throws {
    #expect(try encoded("user", value) == encoded("user", .text(text)))
    #expect(try encoded("user", value) != encoded("user", "nobody"))
  }

  @Test func idsAreReadByteByByte() throws {
    let forms: [RowValue] = ["7", "07", " 7", "7.0", ""]
    let ids = try forms.map { try encoded("user", $0).ids }
    #expect(Set(ids).count == forms.count)
    #expect(try encoded("tab", 1).scenarios == [1])
    #expect(try encoded("tab", "1").scenarios == [1])
    #expect(try encoded("tab", "1.0").scenarios == [-1])
  }

  @Test(
    arguments: [
      ("12.5", 12.5), (" 12.50 ", 12.5), ("40", 40), ("4e1", 40.0), ("NaN", nil), ("", .number(.nan)),
      ("null", .missing),
      ("1", true), ("inf", .number(.infinity)), ("9007199254740993", .integer(9_007_199_254_740_993)),
    ] as [(String, RowValue)])
  func aNumberIsItsValue(text: String, value: RowValue) throws {
    for name in ["age", "price"] { #expect(try encoded(name, value) == encoded(name, .text(text))) }
  }

  @Test(
    arguments: [
      ("a,7,b", ["a", 7, "b"]), ("a,b", ["a", nil, " b "]), ("", []), ("", nil), ("a,7,b", ["a,7", "b"]), ("7", 7),
      ("7.0", [7.0]), ("a", "a"),
    ] as [(String, RowValue)])
  func aListIsItsTextWithSeparators(text: String, value: RowValue) throws {
    #expect(try encoded("tags", value) == encoded("tags", .text(text)))
  }

  @Test func weightsAreInTheText() throws {
    let rows = try encoded("w", ["x:0.25", "y : 2", "new:1"])
    #expect(rows == (try encoded("w", "x:0.25;y : 2;new:1")))
    #expect(rows.weights.suffix(3) == [0.25, 2, 1])
    #expect(rows.weights.dropLast(3).allSatisfy { $0 == 1 })
  }

  @Test func badValuesAreNamed() {
    #expect(
      problem("age", "young") == RowError(.unreadable(expected: "a number", found: "\"young\""), row: 2, column: "age"))
    #expect(problem("price", [1, 2])?.description == "row 2, column price: expected a number, found a list")
    #expect(problem("user", ["7"])?.description == "row 2, column user: expected one value, found a list")
    #expect(problem("tab", ["7"])?.description == "row 2, column tab: expected one value, found a list")
    #expect(problem("item", ["7"])?.description == "row 2, column item: expected one value, found a list")
    #expect(problem("tags", [["a"]])?.description == "row 2, column tags: expected one list of values, found a list")
    for bad in ["x", "x:", "x:-1", "x:inf", "x:NaN", ["x", 0.5], "x:1;y", 7] as [RowValue] {
      #expect(problem("w", bad)?.column == "w", "\(bad)")
    }
    #expect(
      problem("w", "x:-1")?.description
        == "row 2, column w: expected values with weights from 0 on, like 17:0.5, found \"x:-1\"")
    let long = problem("age", .text(String(repeating: "ab\n", count: 1000)))?.description ?? ""
    #expect(long.utf8.count < 120 && !long.contains("\n"))
  }

  @Test func missingColumnsAreNamedOrEmpty() throws {
    for name in ["user", "tab", "item", "age", "tags", "w"] {
      #expect(problem(name, .none) == RowError(.missing, row: 2, column: name))
      #expect(problem(name, .none) { $0.missingColumns = .empty } == nil)
    }
    #expect(problem("age", .none)?.description == "row 2, column age: expected a value, found none")
    var lenient = encoder
    lenient.missingColumns = .empty
    let nothing = EncodedRows(try lenient.batch(of: [[:]]))
    let empty = try encoder.positional(encoder.columns).batch(of: [encoder.columns.map { _ in nil }])
    #expect(nothing == EncodedRows(empty))
    #expect(nothing.scenarios == [-1])
    // A missing key leaves the table's columns empty, and one that is not known does too.
    var row = row
    row["item"] = nil
    #expect(EncodedRows(try lenient.batch(of: [row])) == (try encoded("item", "i99")))
    #expect(try encoded("item", "i99") == encoded("price", .missing))
    // Without a key, the table's columns may be the row's own.
    row["price"] = 8
    #expect(EncodedRows(try encoder.batch(of: [row])) == (try encoded("item", "i2")))
  }

  @Test func unknownNamesAreRefusedOrIgnored() throws {
    #expect(
      problem("prise", 1)?.description
        == "row 2, column prise: no such column in the encoding; did you mean \"price\"?")
    #expect(problem("zzzzzz", 1) == RowError(.unknownName(nearest: []), row: 2, column: "zzzzzz"))
    #expect(problem("prise", 1) { $0.unknownNames = .ignored } == nil)
    // The schema's other columns and the tables' are no mistake.
    for name in ["y", "colour"] { #expect(problem(name, "anything") == nil) }
    #expect(try encoded("y", 1) == EncodedRows(try encoder.batch(of: [row])))
  }

  @Test func theColumnsOfOrderedRowsAreChecked() throws {
    func line(_ names: [String], _ change: (inout RowEncoder) -> Void = { _ in }) -> String {
      var encoder = encoder
      change(&encoder)
      return LogFolder.line { _ = try encoder.positional(names) }
    }
    let columns = encoder.columns
    #expect(columns == ["item", "tab", "user", "age", "tags", "w"])
    #expect(line(columns + ["user"]) == "column user: expected each column once, found it again")
    #expect(line(Array(columns.dropLast())) == "column w: expected a value, found none")
    #expect(line(Array(columns.dropFirst())) == "column item: expected a value, found none")
    #expect(line(columns.dropFirst() + ["price"]) == "nothing was thrown")
    #expect(line(columns.dropLast() + ["ww"]).hasPrefix("column ww: no such column in the encoding"))
    #expect(line(columns + ["ww"]) { $0.unknownNames = .ignored } == "nothing was thrown")
    #expect(line([]) { $0.missingColumns = .empty } == "nothing was thrown")
    let ordered = try encoder.positional(columns + ["colour"])
    let values: [RowValue] = ["i2", "1", "7", 40, ["a", "b"], "x:1", nil]
    #expect(EncodedRows(try ordered.batch(of: [values])) == EncodedRows(try encoder.batch(of: [row])))
    #expect(throws: RowError(.valueCount(expected: 7, found: 6), row: 2)) {
      try ordered.batch(of: [values, values.dropLast()])
    }
  }

  @Test func badTablesAreNamed() throws {
    func line(_ prices: String?, maxBadRows: Int = 0) throws -> String {
      let folder = try LogFolder(prices.map { ["prices.csv": $0] } ?? [:])
      return LogFolder.line { _ = try RowEncoder(encoder.encoding, tables: folder.url, maxBadRows: maxBadRows) }
    }
    #expect(try line(nil).hasPrefix("prices.csv: no such file; the schema joins it from "))
    #expect(try line("id,price\n1,2\n").contains("no column \"item\", on which the schema joins"))
    #expect(
      try line("item,price\ni1,2\n\"i\n2\",3\ni1,4\n")
        == "prices.csv, row 3 (line 5), column item: expected each key once, found \"i1\" again with other values")
    let bad = "item,price\ni1,2\ni2,dear\ni3\ni4,5\n"
    #expect(try line(bad) == "prices.csv, row 2 (line 3), column price: expected a number, found \"dear\"")
    #expect(try line(bad, maxBadRows: 1).hasPrefix("prices.csv, row 3 (line 4): expected 2 columns"))
    #expect(try line(bad, maxBadRows: 2) == "nothing was thrown")
  }

  @Test func badRowsOfATableLeaveTheOthersAsTheyAre() throws {
    let schema = """
      {label: y, scenario: tab, minimumCount: 1, split: {random: [0.8, 0.1, 0.1]}, joins: [{file: t.csv, on: k}],
       features: {n: {kind: number, buckets: 3}, w: {kind: ids, weighted: true}, tab: {kind: id}}}
      """
    var log = "y,tab,k\n"
    for i in 0..<60 { log += "\(i % 2),\(i % 3),k\(i % 5)\n" }
    let folder = try LogFolder([
      "log.csv": log,
      "t.csv": "k,w,n\nk0,\"a:1,b:2\",1\nk1,\"c:1\",2\nk2,\"a:1,b\",3\nk3,\"b:0.5\",x\nk4,\"c:3,a:1\",5\n",
    ])
    var preparer = try LogPreparer(
      source: try LogSource(data: folder["log.csv"]), schema: try Schema.parse(yaml: schema))
    preparer.options.maxBadRows = 2
    let encoding = try preparer.prepare(into: folder["store"]).encoding
    preparer = LogPreparer(source: try LogSource(data: folder["log.csv"]), encoding: encoding, labelsRequired: false)
    preparer.options.maxBadRows = 2
    let expected = EncodedRows(try preparer.prepare(into: folder["later"]))
    let encoder = try RowEncoder(encoding, tables: folder.url, maxBadRows: 2)
    let rows = (0..<60).map { ["tab": "\($0 % 3)", "k": "k\($0 % 5)"] as [String: RowValue] }
    #expect(EncodedRows(try encoder.batch(of: rows)) == expected)
  }
}
