import Foundation
import Tensors
import Testing

@testable import ClickLog

/// What a row costs: printed, not judged, as machines differ. And the real log, where it is here.
@Suite struct RowEncoderSpeedTests {
  #if DEBUG
    private static let (tableRows, rounds) = (2_000, 2_000)
  #else
    private static let (tableRows, rounds) = (100_000, 200_000)
  #endif

  /// 23 fields: 4 of the row, 10 of its user's, 9 of its item's, lists and numbers among them.
  @Test func aRowOfManyFieldsWithTwoTables() throws {
    var draw = RandomGenerator(seed: 1)
    func table(_ key: String, _ prefix: String, _ columns: Int) -> String {
      var text = "\(key)," + (0..<columns).map { "\(prefix)\($0)" }.joined(separator: ",") + "\n"
      for row in 0..<Self.tableRows {
        text += "\(key)\(row)"
        for column in 0..<columns {
          text += column == 0 ? ",\"v\(draw.index(below: 50)),v7\"" : ",\(draw.index(below: 10 << column))"
        }
        text += "\n"
      }
      return text
    }
    var log = "y,page,user,item,hour,price\n"
    for row in 0..<5000 {
      log += "\(row % 2),p\(row % 3),user\(draw.index(below: Self.tableRows)),item\(draw.index(below: Self.tableRows))"
      log += ",\(row % 24),\(Double(draw.index(below: 10_000)) / 100)\n"
    }
    let schema =
      """
      label: y
      scenario: page
      minimumCount: 1
      joins: [{file: users.csv, on: user}, {file: items.csv, on: item}]
      features:
        page: {kind: id}
        user: {kind: id}
        item: {kind: id}
        price: {kind: number}

      """
      + (0..<10).map { "  u\($0): {kind: \($0 == 0 ? "ids" : $0 % 3 == 1 ? "number" : "id")}\n" }.joined()
      + (0..<9).map { "  i\($0): {kind: \($0 == 0 ? "ids" : $0 % 3 == 1 ? "number" : "id")}\n" }.joined()
    let folder = try LogFolder([
      "log.csv": log, "users.csv": table("user", "u", 10), "items.csv": table("item", "i", 9),
    ])
    let encoding = try folder.prepare(schema).encoding
    #expect(encoding.fields.count == 23)
    let clock = ContinuousClock()
    let start = clock.now
    let encoder = try RowEncoder(encoding, tables: folder.url)
    print("row encoder: two tables of \(Self.tableRows) rows read in \((clock.now - start).seconds) s")

    let rows: [[RowValue]] = (0..<1000).map { row in
      [
        "user\(draw.index(below: Self.tableRows))", "item\(draw.index(below: Self.tableRows))", "p\(row % 3)",
        .number(Double(row) / 10),
      ]
    }
    let columns = ["user", "item", "page", "price"]
    let named = rows.map { Dictionary(zip(columns, $0), uniquingKeysWith: { first, _ in first }) }
    let ordered = try encoder.positional(columns)
    #expect(EncodedRows(try ordered.batch(of: rows)) == EncodedRows(try encoder.batch(of: named)))

    func measure(_ what: String, rows: Int = 1, threads: Int = 1, _ body: @Sendable (Int) throws -> Batch) throws {
      let start = clock.now
      DispatchQueue.concurrentPerform(iterations: threads) { _ in
        for round in 0..<Self.rounds / rows { _ = try? body(round % 1000) }
      }
      let seconds = (clock.now - start).seconds
      print("row encoder: \(what): \(seconds * 1e6 / Double(Self.rounds / rows * rows)) µs a row")
    }
    try measure("one named row") { try encoder.batch(of: [named[$0]]) }
    try measure("one row in order") { try ordered.batch(of: [rows[$0]]) }
    try measure("1,000 rows in order", rows: 1000) { _ in try ordered.batch(of: rows) }
    try measure("one row in order, on each of two threads", threads: 2) { try ordered.batch(of: [rows[$0]]) }
  }
}
